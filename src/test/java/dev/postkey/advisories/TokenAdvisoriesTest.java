package dev.postkey.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What has been taken for a proof elsewhere, and was none. */
class TokenAdvisoriesTest {
  @RegisterExtension
  static final Target target =
      new Target("POSTKEY_LIMITS_PER_KEY", "100000/1s", "POSTKEY_LIMITS_PER_ACCOUNT", "1000/1s");

  private static String code(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("code");
  }

  /**
   * The expiry was checked only where the time of issue could not be found, so that every token
   * that had one worked for ever. Here one script decides, and what it cannot read is refused.
   */
  @Test
  @DisplayName("osTicket CVE-2026-18363: a token whose time is there, missing or garbled")
  void osTicket_CVE_2026_18363() throws Exception {
    for (String field : List.of("expires", "issued", "accepted")) {
      for (String garbled : List.of("", "never", "nan", "-nan", "null")) {
        target.redis().command("FLUSHALL");
        String token = target.mint("ann@example.com");
        target.redis().command("HSET", target.record("token"), field, garbled);

        assertThat(code(target.consume(token)))
            .as(field + "=" + garbled)
            .isEqualTo("token-unknown");
        assertThat(code(target.inspect(token)))
            .as(field + "=" + garbled)
            .isEqualTo("token-unknown");
      }
      target.redis().command("FLUSHALL");
      String token = target.mint("ann@example.com");
      target.redis().command("HDEL", target.record("token"), field);
      assertThat(code(target.consume(token))).as(field).isEqualTo("token-unknown");
    }
  }

  /** A far expiry in a record gains nothing either: the TTL in force counts from the issue. */
  @Test
  @DisplayName("osTicket CVE-2026-18363: an end that is infinitely far")
  void osTicket_CVE_2026_18363_infinity() throws Exception {
    for (String far : List.of("inf", "1e999", "9999999999999")) {
      target.redis().command("FLUSHALL");
      String token = target.mint("ann@example.com");
      target.redis().command("HSET", target.record("token"), "expires", far, "issued", "1000");

      assertThat(target.consume(token).statusCode()).as(far).isNotEqualTo(200);
    }
  }

  /**
   * The page behind the link checked the expiry, the form that it sent did not. Here looking and
   * using ask the same function.
   */
  @Test
  @DisplayName("Flarum CVE-2026-39923: an expired token is expired on every way")
  void Flarum_CVE_2026_39923() throws Exception {
    String token = target.mint("ann@example.com");
    target.redis().command("HSET", target.record("token"), "expires", "1000");

    assertThat(code(target.inspect(token))).isEqualTo("token-expired");
    assertThat(code(target.consume(token))).isEqualTo("token-expired");
    assertThat(target.consume(token).statusCode()).isEqualTo(410);
  }

  /**
   * Tokens had no purpose, so that one for another page reset passwords too. Here only the links'
   * are kept where links are looked up; no id, hash or key that somebody may have seen is one.
   */
  @Test
  @DisplayName("Joplin CVE-2026-105785: nothing but a link's token is a link's token")
  void Joplin_CVE_2026_105785() throws Exception {
    String request = target.postkey().ask("ann@example.com");
    String token = target.postkey().tokenTo("ann@example.com");
    List<String> others = new ArrayList<>(List.of(request, Configs.API_KEY.substring(3)));
    for (Object key : (List<?>) target.redis().command("KEYS", "*")) {
      others.add(key.toString().replaceFirst(".*:", ""));
    }
    others.add((String) target.redis().command("HGET", target.record("token"), "account"));

    for (String other : others) {
      assertThat(target.consume(other).statusCode()).as(other).isIn(400, 404);
    }
    HttpResponse<String> foreign =
        target
            .postkey()
            .post(Target.CONSUME, Configs.OTHER_KEY, new JsonObject().put("token", token));
    assertThat(code(foreign)).isEqualTo("token-unknown");
    assertThat(target.consume(token).statusCode()).isEqualTo(200);
  }

  /**
   * Whoever had a link of his own could name another account on the way. Here the caller cannot
   * name any: whose a token is stands in its sealed record.
   */
  @Test
  @DisplayName("authentik CVE-2023-26481: the bearer of a link cannot choose whose it is")
  void authentik_CVE_2023_26481() throws Exception {
    String token = target.mint("mallory@example.com");
    for (String field : List.of("subject", "email", "user", "uid", "app", "requestId")) {
      JsonObject body = new JsonObject().put("token", token).put(field, "victim@example.com");

      assertThat(target.postkey().post(Target.CONSUME, body).statusCode()).as(field).isEqualTo(400);
    }

    HttpResponse<String> consumed =
        target.send(
            Target.CONSUME + "?subject=victim@example.com", "{\"token\":\"" + token + "\"}");
    assertThat(new JsonObject(consumed.body()).getString("subject"))
        .isEqualTo("mallory@example.com");
  }

  /**
   * An account that had never asked had a token of null, which null equals. Here a token is 43
   * characters before anybody looks for it, and there is no record without one.
   */
  @Test
  @DisplayName("Flowise CVE-2026-41276: no token, for an account that never asked")
  void Flowise_CVE_2026_41276() throws Exception {
    for (String token :
        List.of(
            "null",
            "\"\"",
            "\" \"",
            "{}",
            "[]",
            "[null]",
            "0",
            "false",
            "true",
            "\"null\"",
            "\"undefined\"")) {
      for (String path : List.of(Target.CONSUME, Target.INSPECT)) {
        HttpResponse<String> answer = target.send(path, "{\"token\":" + token + "}");
        assertThat(answer.statusCode()).as(path + token).isEqualTo(400);
      }
    }
    assertThat(target.send(Target.CONSUME, "{}").statusCode()).isEqualTo(400);
    assertThat(target.send(Target.CONSUME, "null").statusCode()).isEqualTo(400);
  }

  /**
   * The code was handed to a query as it came, so that an object was an operator that fits any
   * record. Here a token that is no text is refused, and a text is only ever hashed.
   */
  @Test
  @DisplayName("Strapi GHSA-6xc2-mj39-q599: an operator in the place of a token")
  void Strapi_GHSA_6xc2_mj39_q599() throws Exception {
    target.mint("admin@example.com");
    for (String token :
        List.of(
            "{\"$gt\":\"\"}",
            "{\"$ne\":null}",
            "{\"$regex\":\".*\"}",
            "[\"a\",\"b\"]",
            "\"*\"",
            "\"" + "*".repeat(43) + "\"",
            "\"" + "?".repeat(43) + "\"",
            "\"" + "%".repeat(43) + "\"")) {
      HttpResponse<String> answer = target.send(Target.CONSUME, "{\"token\":" + token + "}");
      assertThat(answer.statusCode()).as(token).isEqualTo(400);
    }
    assertThat(target.redis().command("HGET", target.record("token"), "state")).isEqualTo("live");
  }

  /**
   * A note that a step had been offered was taken for its being passed, without the mailed proof.
   * Here there are no steps that the server remembers: looking at one's own link, knowing the
   * request, or mixing two tokens proves nothing. The pages for choosing a password, which are
   * still to come, have to keep that: their form carries the token, and nothing else counts.
   */
  @Test
  @DisplayName("Keycloak CVE-2026-18963: steps cannot be skipped or mixed")
  void Keycloak_CVE_2026_18963() throws Exception {
    String victims = target.mint("victim@example.com");
    String mine = target.mint("mallory@example.com");
    target.inspect(mine);
    target.inspect(mine);

    assertThat(target.send(Target.CONSUME, "{}").statusCode()).isEqualTo(400);
    for (int cut = 8; cut < 43; cut += 9) {
      String mixed = mine.substring(0, cut) + victims.substring(cut);
      assertThat(code(target.consume(mixed))).isEqualTo("token-unknown");
    }
    assertThat(target.consume(mine).body()).contains("mallory@").doesNotContain("victim@");
    assertThat(target.consume(mine).statusCode()).isEqualTo(410);
    assertThat(target.inspect(victims).statusCode()).isEqualTo(200);
  }

  /**
   * Two changes at once left the token of one and the address of the other in the same row. Here
   * each token has a record of its own, which says whom it was mailed to and is written once.
   */
  @Test
  @DisplayName("Devise CVE-2026-32700: the token that was mailed to one address is never another's")
  void Devise_CVE_2026_32700() throws Exception {
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      for (String email : List.of("victim@example.com", "mallory@example.com")) {
        calls.add(CompletableFuture.runAsync(() -> ask(email)));
      }
    }
    calls.forEach(CompletableFuture::join);

    for (String email : List.of("victim@example.com", "mallory@example.com")) {
      Eventually.holds("6 mails", () -> target.postkey().mailsTo(email).size() == 6);
      JsonArray mails = target.postkey().mailsTo(email);
      for (int i = 0; i < mails.size(); i++) {
        String link =
            target
                .postkey()
                .get(
                    target
                        .postkey()
                        .management(
                            "/inbox/messages/" + mails.getJsonObject(i).getString("id") + "/link"))
                .body();
        String token = link.replaceFirst("(?s).*reset=([\\w-]{43}).*", "$1");
        assertThat(new JsonObject(target.inspect(token).body()).getString("email"))
            .isEqualTo(email);
      }
    }
  }

  private static void ask(String email) {
    try {
      JsonObject body = new JsonObject().put("email", email).put("subject", "account-1");
      assertThat(target.postkey().post(Target.RESET_REQUESTS, body).statusCode()).isEqualTo(202);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
