package dev.postkey.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Configs;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links that led elsewhere, or that were used up before their person came. */
class LinkAdvisoriesTest {
  @RegisterExtension static final Target target = new Target("POSTKEY_LIMITS_PER_KEY", "100000/1s");

  private static final String LINK = "https://example.com/reset={token}";
  private static final AtomicInteger people = new AtomicInteger();

  private static String somebody() {
    return "person" + people.incrementAndGet() + "@example.com";
  }

  private static String request(String target, String head, String email) {
    String body = new JsonObject().put("email", email).encode();
    return "POST "
        + target
        + " HTTP/1.1\r\n"
        + head
        + "Authorization: Bearer "
        + Configs.API_KEY
        + "\r\n"
        + "Content-Type: application/json\r\nConnection: close\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  /** Sends it; whoever gets a mail for it gets the configured link, and no other word of it. */
  private static void assertLinkIsOurs(String requestTarget, String head) throws Exception {
    String email = somebody();
    int status = target.raw(request(requestTarget, head, email));

    if (status != 202) {
      assertThat(head).as("refused with " + status).doesNotContainPattern("\nX-[\\w-]+: ");
      assertThat(status).as(head).isBetween(400, 499);
      return;
    }
    String id = target.postkey().mailsTo(email).getJsonObject(0).getString("id");
    URI mail = target.postkey().management("/inbox/messages/" + id);
    String link = target.postkey().linkTo(email).toString();
    assertThat(link.replaceFirst("[\\w-]{43}$", "{token}")).isEqualTo(LINK);
    assertThat(target.postkey().get(mail).body()).as(head).doesNotContain("evil");
  }

  /** Head fields, after the request's target where it is another, each with its line end. */
  static Stream<String> variants() {
    String host = "Host: accounts.example\r\n";
    Stream<String> hosts =
        Stream.of(
                "evil.example",
                "evil.example:443",
                "accounts.example:evil",
                "accounts.example:99999",
                "accounts.example@evil.example",
                "user:pw@evil.example",
                "accounts.example, evil.example",
                "evil.example#accounts.example",
                "accounts.example.evil.example",
                "[::1]:80.evil.example",
                "evil.example\\@accounts.example",
                "\"evil.example\"",
                "evil.example/?",
                "")
            .map(value -> "Host: " + value + "\r\n");
    Stream<String> beside =
        Stream.of(
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Host: evil.example, accounts.example",
                "X-Forwarded-Server: evil.example",
                "X-Forwarded-Proto: evil",
                "X-Forwarded-Port: 6666",
                "X-Forwarded-Prefix: //evil.example",
                "X-Forwarded-Scheme: evil",
                "X-Forwarded-For: evil.example",
                "Forwarded: host=evil.example",
                "Forwarded: for=1;host=\"evil.example\";proto=https",
                "X-Host: evil.example",
                "X-Original-Host: evil.example",
                "X-HTTP-Host-Override: evil.example",
                "X-Original-URL: https://evil.example/reset",
                "X-Rewrite-URL: https://evil.example/",
                "X-Backend-Host: evil.example",
                "X-Real-Host: evil.example",
                "X-ProxyUser-Ip: evil.example",
                "X-zitadel-public-host: accounts.example@evil.example",
                "Base-Url: https://evil.example",
                "Proxy-Host: evil.example",
                "CF-Connecting-IP: evil.example",
                "Origin: https://evil.example",
                "Referer: https://evil.example/reset",
                "X-Forwarded-Host : evil.example",
                " X-Forwarded-Host: evil.example",
                "Host: evil.example",
                "host: evil.example")
            .map(field -> host + field + "\r\n");
    Stream<String> targets =
        Stream.of(
                "https://evil.example/v1/reset-requests",
                    "http://evil.example:80/v1/reset-requests",
                "//evil.example/v1/reset-requests",
                    "/v1/reset-requests?host=evil.example&link=evil",
                "/v1/reset-requests#//evil.example",
                    "http://accounts.example@evil.example/v1/reset-requests")
            .map(target -> target + " " + host);
    return Stream.of(hosts, beside, targets).flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("variants")
  @DisplayName("The mailed link is the configured one, whatever head a request has")
  void the_mailed_link_is_the_configured_one_whatever_head_a_request_has(String variant)
      throws Exception {
    boolean other = !variant.startsWith(" ") && variant.matches("(?s)\\S+/\\S* Host:.*");
    String requestTarget = other ? variant.split(" ", 2)[0] : Target.RESET_REQUESTS;
    assertLinkIsOurs(requestTarget, other ? variant.split(" ", 2)[1] : variant);
  }

  @Test
  void there_are_at_least_forty_variants() {
    assertThat(variants().distinct().count()).isGreaterThanOrEqualTo(40);
  }

  /** The link was built from the request's Host, and so led to whoever had asked. */
  @Test
  @DisplayName("LTB #755: a Host of the attacker's")
  void LTB_755() throws Exception {
    assertLinkIsOurs(
        Target.RESET_REQUESTS, "Host: 203.0.113.66\r\nOrigin: https://portal.example\r\n");
    assertLinkIsOurs(Target.RESET_REQUESTS, "Host: evil.example\r\n");
  }

  /**
   * A form sent twice by a second click did its work twice, and the second answer was an error.
   * Here a repeated call with the same Idempotency-Key is one, for asking and for using.
   */
  @Test
  @DisplayName("LTB #758: a form that is sent twice")
  void LTB_758() throws Exception {
    String email = somebody();
    String body = new JsonObject().put("email", email).encode();
    List<CompletableFuture<String>> clicks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clicks.add(CompletableFuture.supplyAsync(() -> post(Target.RESET_REQUESTS, body)));
    }
    assertThat(clicks.stream().map(CompletableFuture::join).distinct()).hasSize(1);

    String token = new JsonObject().put("token", target.postkey().tokenTo(email)).encode();
    assertThat(target.postkey().mailsTo(email)).hasSize(1);
    assertThat(post(Target.CONSUME, token))
        .startsWith("200")
        .isEqualTo(post(Target.CONSUME, token));
  }

  private static String post(String path, String body) {
    try {
      HttpResponse<String> answer =
          target.send(path, body, "Idempotency-Key", "click of " + body.hashCode());
      return answer.statusCode() + answer.body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A proxy's header for the host was believed from anybody, and built the link. */
  @Test
  @DisplayName("Zitadel GHSA-2wmj-46rj-qm2w: forwarding headers of the attacker's")
  void Zitadel_GHSA_2wmj_46rj_qm2w() throws Exception {
    String host = "Host: accounts.example\r\n";
    assertLinkIsOurs(Target.RESET_REQUESTS, host + "X-Forwarded-Host: evil.example\r\n");
    assertLinkIsOurs(Target.RESET_REQUESTS, host + "Forwarded: host=evil.example;proto=https\r\n");
    assertLinkIsOurs(
        Target.RESET_REQUESTS,
        host + "X-Forwarded-Host: accounts.example\r\nX-Forwarded-Host: evil.example\r\n");
  }

  /**
   * Where to go on was taken from the request, and {@code //evil} passed for a path. Here no call
   * takes an address to go to; where the pages that are still to come lead, the configuration says.
   */
  @Test
  @DisplayName("better-auth CVE-2025-27143: an address to go to, without a scheme")
  void better_auth_CVE_2025_27143() throws Exception {
    for (String field : List.of("callbackURL", "redirect", "redirectTo", "link", "next", "url")) {
      for (String to :
          List.of("//evil.example", "/\\evil.example", "https:evil.example", "javascript:1")) {
        String email = somebody();
        String body = new JsonObject().put("email", email).put(field, to).encode();
        assertThat(target.send(Target.RESET_REQUESTS, body).statusCode()).as(field).isEqualTo(400);
      }
    }
    String email = somebody();
    String query = "?callbackURL=//evil.example&redirect=%2f%2fevil.example";
    String body = new JsonObject().put("email", email).encode();
    assertThat(target.send(Target.RESET_REQUESTS + query, body).statusCode()).isEqualTo(202);
    assertThat(target.postkey().linkTo(email).toString()).startsWith("https://example.com/reset=");
  }

  /** Mail programs that preview links opened them, and opening was using. */
  @Test
  @DisplayName("Kratos #1142: a preview of the link does not use it")
  void Kratos_1142() throws Exception {
    assertSurvivesScanners(
        "Mozilla/5.0 (Windows NT 10.0) Microsoft Outlook 16.0", "Purpose", "prefetch");
  }

  /** The same, with scanners that no user agent tells apart from people. */
  @Test
  @DisplayName("GoTrue #368: a scanner does not use up the link, whoever it says it is")
  void GoTrue_368() throws Exception {
    assertSurvivesScanners(
        "Mozilla/5.0 AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Sec-Purpose",
        "prefetch;prerender");
  }

  private static void assertSurvivesScanners(String agent, String name, String value)
      throws Exception {
    String email = somebody();
    target.postkey().ask(email);
    String token = target.postkey().tokenTo(email);

    for (String method : List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")) {
      for (String path :
          List.of(
              "/r/" + token,
              "/reset=" + token,
              Target.CONSUME + "?token=" + token,
              Target.CONSUME)) {
        int status =
            target.raw(
                method
                    + " "
                    + path
                    + " HTTP/1.1\r\nHost: x\r\nUser-Agent: "
                    + agent
                    + "\r\n"
                    + name
                    + ": "
                    + value
                    + "\r\nAuthorization: Bearer "
                    + Configs.API_KEY
                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        assertThat(status).as(method + path).isNotEqualTo(200);
      }
    }
    for (int i = 0; i < 10; i++) {
      assertThat(target.inspect(token).statusCode()).isEqualTo(200); // What a page does that shows.
    }
    assertThat(target.consume(token).statusCode()).isEqualTo(200);
  }
}
