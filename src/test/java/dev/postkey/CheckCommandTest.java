package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.AccountsServer;
import dev.postkey.support.FreePorts;
import dev.postkey.support.PrivateKeys;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;
  private final ScriptedSmtp smtp = ScriptedSmtp.start();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private String accounts = "{ type: trusted }";
  private String permissions = "rw-------";
  private String mail = "{ from: \"no-reply@example.com\" }";

  @AfterEach
  void close() {
    smtp.close();
  }

  @Test
  void what_is_right_and_within_reach_is_ok() throws Exception {
    assertThat(check(redis.url(), smtp.port())).isZero();

    assertThat(out.toString().lines())
        .containsExactly("ok      configuration", "ok      redis", "ok      relay " + relay());
    assertThat(smtp.count("MAIL")).as("mails").isZero();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void each_thing_out_of_reach_is_told_and_the_others_are_looked_at_all_the_same()
      throws Exception {
    assertThat(check("redis://127.0.0.1:" + FreePorts.one(), FreePorts.one(), smtp.port()))
        .isEqualTo(1);

    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("ok      configuration"),
            line -> assertThat(line).startsWith("FAILED  redis: "),
            line -> assertThat(line).startsWith("FAILED  relay 127.0.0.1:"),
            line -> assertThat(line).isEqualTo("ok      relay " + relay()));
  }

  @Test
  void R4_a_redis_that_may_forget_is_told() throws Exception {
    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

    int exitCode = check(redis.url(), smtp.port());
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString()).contains("FAILED  redis: maxmemory-policy is allkeys-lru");
  }

  @Test
  void a_server_that_speaks_no_smtp_is_told() throws Exception {
    smtp.on(ScriptedSmtp.CONNECT, "HTTP/1.1 400 Bad Request");

    assertThat(check(redis.url(), smtp.port())).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED  relay " + relay() + " does not answer as");
  }

  @Test
  void a_wrong_configuration_is_exit_code_2_and_nothing_is_reached_for() throws Exception {
    assertThat(check("redis://", smtp.port())).isEqualTo(2);

    assertThat(err.toString()).contains("redis.url");
    assertThat(out.toString()).isEmpty();
    assertThat(smtp.connections()).isZero();
  }

  @Test
  void a_template_that_cannot_be_used_is_a_wrong_configuration() throws Exception {
    Path german = Files.createDirectories(folder.resolve("templates/de"));
    Files.writeString(german.resolve("reset.txt"), "Hier ist {{lnik}}");
    mail = "{ from: \"no-reply@example.com\", templates: \"" + german.getParent() + "\" }";

    assertThat(check(redis.url(), smtp.port())).isEqualTo(2);

    assertThat(err.toString()).contains("reset.txt").contains("lnik");
  }

  @Test
  void M4_a_key_to_sign_with_is_told_with_the_record_that_others_verify_by() throws Exception {
    Path key = folder.resolve("dkim.pem");
    Files.writeString(key, PrivateKeys.pem(PrivateKeys.base64("RSA", 2048)));
    mail = SIGNED.formatted(key);

    assertThat(check(redis.url(), smtp.port())).isZero();

    assertThat(out.toString().lines().toList().get(1))
        .matches(
            "dns     s1\\._domainkey\\.example\\.com TXT"
                + " \"v=DKIM1; k=rsa; p=[\\w+/]{234,239}\" \"[\\w+/]{1,255}\"");
  }

  @Test
  void M4_a_key_that_cannot_sign_is_a_wrong_configuration() throws Exception {
    mail = SIGNED.formatted(folder.resolve("none.pem"));

    assertThat(check(redis.url(), smtp.port())).isEqualTo(2);

    assertThat(err.toString()).contains("mail.dkim.key: there is no such file");
    assertThat(smtp.connections()).isZero();
  }

  @Test
  void a_webhook_that_answers_as_it_should_is_ok() throws Exception {
    try (AccountsServer accounts = AccountsServer.start()) {
      accountsAt(accounts.url());

      assertThat(check(redis.url(), smtp.port())).isZero();

      assertThat(out.toString()).contains("ok      accounts of default");
      assertThat(accounts.questions().get(0).email()).isEqualTo("postkey-check@postkey.invalid");
      assertThat(accounts.complaints()).isEmpty();
    }
  }

  @Test
  void a_webhook_that_does_not_take_our_secret_is_told() throws Exception {
    try (AccountsServer accounts = AccountsServer.start()) {
      accounts.answering(question -> AccountsServer.status(401));
      accountsAt(accounts.url());

      assertThat(check(redis.url(), smtp.port())).isEqualTo(1);

      assertThat(out.toString())
          .contains("FAILED  accounts of default: the webhook refuses the question")
          .contains("(401)");
    }
  }

  @Test
  void a_webhook_that_is_not_there_is_told() throws Exception {
    accountsAt("https://nowhere.invalid/accounts");

    assertThat(check(redis.url(), smtp.port())).isEqualTo(1);

    assertThat(out.toString())
        .contains(
            "FAILED  accounts of default: the webhook cannot be reached: its host name leads");
  }

  private void accountsAt(String url) {
    accounts = ACCOUNTS.formatted(url, AccountsServer.SECRET);
  }

  @Test
  void a_file_with_secrets_that_everybody_can_read_is_told() throws Exception {
    permissions = "rw-r--r--";

    assertThat(check(redis.url(), smtp.port())).isZero();

    assertThat(out.toString()).contains("warn    everybody on this machine can read " + folder);
  }

  @Test
  void F16_a_seal_key_that_was_removed_too_early_is_told() throws Exception {
    redis.command("HSET", "pk:{p00}:job:x", "state", "queued", "sealed", "1.k0.AAAA");

    assertThat(check(redis.url(), smtp.port())).isEqualTo(1);

    assertThat(out.toString())
        .contains("FAILED  secrets.seal-keys lacks [k0]")
        .containsPattern("k0 +MISSING +1 sealed: live links 0, waiting mails 1");
  }

  private String relay() {
    return "127.0.0.1:" + smtp.port();
  }

  private int check(String redisUrl, int... relayPorts) throws IOException {
    StringBuilder relays = new StringBuilder();
    for (int port : relayPorts) {
      relays.append("\"smtp://127.0.0.1:").append(port).append("\", ");
    }
    Path file = folder.resolve("postkey.yaml");
    Files.writeString(file, YAML.formatted(redisUrl, relays, mail, accounts));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return new CommandLine(new CheckCommand())
        .setExecutionExceptionHandler(new FailureReport())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute("--config", file.toString());
  }

  private static final String ACCOUNTS = "{ type: webhook, url: \"%s\", secret: \"%s\" }";

  private static final String SIGNED =
      "{ from: \"no-reply@example.com\", dkim: { key: \"%s\", selector: s1 } }";

  private static final String YAML =
      """
      http: { public-url: "https://accounts.example.com" }
      redis: { url: "%s" }
      smtp: { relays: [%s] }
      mail: %s
      secrets:
        seal-keys: ["k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE="]
        index-key: "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="
      apps:
        default:
          link: "https://example.com/reset={token}"
          api-keys: ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
          accounts: %s
      """;
}
