package dev.postkey.advisories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.App;
import dev.postkey.bus.Fact;
import dev.postkey.support.Configs;
import dev.postkey.support.Facts;
import dev.postkey.support.HostileText;
import dev.postkey.support.Http;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses that were more than one, or another's. */
class AddressAdvisoriesTest {
  @RegisterExtension static final Target target = new Target("POSTKEY_LIMITS_PER_KEY", "100000/1s");

  /** Apart from that of the target, whose node would claim what another accepts. */
  @RegisterExtension static final RedisServer redis = new RedisServer();

  /**
   * The address could be a list, of which one had to be the account's and all were mailed. Here it
   * is one text of one strict grammar, looked at again right before the mail leaves.
   */
  @Test
  @DisplayName("GitLab CVE-2023-7028: a second address beside the account's")
  void GitLab_CVE_2023_7028() throws Exception {
    String ann = "ann@example.com";
    String eve = "eve@evil.example";
    for (String body :
        List.of(
            "{\"email\":[\"" + ann + "\",\"" + eve + "\"]}",
            "{\"email\":{\"0\":\"" + ann + "\",\"1\":\"" + eve + "\"}}",
            "{\"email\":\"" + ann + "\",\"email\":\"" + eve + "\"}",
            "{\"email[]\":\"" + ann + "\",\"email[]\":\"" + eve + "\"}",
            "{\"email\":\"" + ann + "," + eve + "\"}",
            "{\"email\":\"" + ann + ";" + eve + "\"}",
            "{\"email\":\"" + ann + " " + eve + "\"}",
            "{\"email\":\"" + ann + "\\n" + eve + "\"}",
            "{\"email\":\"" + ann + "\\u0000" + eve + "\"}",
            "{\"email\":\"" + ann + "%0a" + eve + "\"}",
            "{\"email\":\"<" + ann + "> " + eve + "\"}",
            "{\"email\":\"" + ann + "\",\"cc\":\"" + eve + "\"}",
            "{\"user\":{\"email\":[\"" + ann + "\",\"" + eve + "\"]}}",
            "email[]=" + ann + "&email[]=" + eve)) {
      assertThat(target.send(Target.RESET_REQUESTS, body).statusCode()).as(body).isEqualTo(400);
    }
    HttpResponse<String> form =
        Http.post(
            target.postkey().api(Target.RESET_REQUESTS + "?email=" + eve),
            Configs.API_KEY,
            new JsonObject().put("email", ann).encode());
    assertThat(form.statusCode()).isEqualTo(202);

    JsonArray mails = target.postkey().mailsTo(ann);
    assertThat(mails).hasSize(1);
    assertThat(target.records("job")).isEqualTo(1);
  }

  /**
   * Addresses were compared after folding all of Unicode, and the mail went to what was typed: who
   * owned a look-alike got the link. Here a local part is ASCII, only ASCII is folded, and of a
   * domain only the form that the name service knows counts.
   */
  @Test
  @DisplayName("Django CVE-2019-19844: look-alikes that fold to another's address")
  void Django_CVE_2019_19844() throws Exception {
    assertThat("m\u0131ke@example.org".toUpperCase(Locale.ROOT)).isEqualTo("MIKE@EXAMPLE.ORG");
    for (String lookAlike :
        List.of(
            "m\u0131ke@example.org",
            "mi\u212ae@example.org",
            "\u017fam@example.org",
            "M\u0130KE@example.org",
            "\uff4dike@example.org",
            "mike@\u210aithub.com")) {
      HttpResponse<String> answer =
          target.postkey().post(Target.RESET_REQUESTS, new JsonObject().put("email", lookAlike));
      assertThat(answer.statusCode()).as(lookAlike).isEqualTo(400);
    }
    assertThat(target.records("job")).isZero();

    target.postkey().ask("Mike@example.org");
    assertThat(target.postkey().mailsTo("Mike@example.org").getJsonObject(0).getString("to"))
        .contains("Mike@example.org");
  }

  /**
   * The mail client writes a header as it is given, line breaks and all, and the version without
   * that fault cannot be had yet. Here a guard of our own stands before it: one recipient, known
   * headers, whatever a caller says.
   */
  @Test
  @DisplayName("vertx-mail-client CVE-2026-102471: a line break that makes a header")
  void vertx_mail_client_CVE_2026_102471() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      App app =
          new App(
              () ->
                  Configs.of(redis.url(), "POSTKEY_SMTP_RELAYS", "smtp://127.0.0.1:" + smtp.port()),
              (vertx, router) -> {});
      app.start().await(20, TimeUnit.SECONDS);
      Facts facts = new Facts(app.bus());
      for (String evil :
          List.of(
              "\r\nBcc: eve@evil.example", "\nX-Evil: 1", "\r.\r\nRCPT TO:<eve@evil.example>")) {
        for (String field : List.of("name", "locale", "email", "subject")) {
          JsonObject body = new JsonObject().put("email", "ann@example.com");
          body.put(field, body.getString(field, "x") + evil);
          int status =
              Http.post(app.httpPort(), Target.RESET_REQUESTS, Configs.API_KEY, body.encode())
                  .statusCode();
          assertThat(status).as(field).isEqualTo(400);
        }
      }
      JsonObject odd =
          new JsonObject()
              .put("email", "ann@example.com")
              .put("name", "=?utf-8?Q?=0D=0ABcc:_eve@evil.example?=");
      assertThat(
              Http.post(app.httpPort(), Target.RESET_REQUESTS, Configs.API_KEY, odd.encode())
                  .statusCode())
          .isEqualTo(202);
      facts.await(Fact.MailSent.class);
      app.stop().await(20, TimeUnit.SECONDS);

      assertThat(smtp.count("RCPT")).isEqualTo(1);
      assertThat(HostileText.foreignFields(smtp.messages().get(0))).isEmpty();
    }
  }

  /**
   * Whether the members of an array differ was found out by comparing each with each, in the module
   * that checks requests against a contract. Here that module is not shipped, as the build makes
   * sure; bodies are at most 16 KiB and read once.
   */
  @Test
  @DisplayName("vertx-openapi CVE-2026-102461: an array that takes long to check")
  void vertx_openapi_CVE_2026_102461() throws Exception {
    assertThatThrownBy(() -> Class.forName("io.vertx.openapi.contract.OpenAPIContract"))
        .isInstanceOf(ClassNotFoundException.class);
    StringBuilder array = new StringBuilder("[0");
    for (int i = 1; array.length() < 16_000; i++) {
      array.append(',').append(i);
    }
    assertThat(target.send(Target.CONSUME, "{\"token\":" + array + "]}").statusCode())
        .isEqualTo(400);
    assertThat(target.send(Target.CONSUME, "{\"token\":" + array + array + "]}").statusCode())
        .isEqualTo(413);
  }
}
