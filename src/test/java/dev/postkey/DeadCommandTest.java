package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.config.Config;
import dev.postkey.support.Configs;
import dev.postkey.support.Eventually;
import dev.postkey.support.Facts;
import dev.postkey.support.FreePorts;
import dev.postkey.support.Http;
import dev.postkey.support.RedisServer;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The {@code dead} command beside a running Postkey whose relay knows nobody at first. */
class DeadCommandTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ScriptedSmtp smtp = ScriptedSmtp.start();
  private App app;
  private Facts facts;

  @BeforeEach
  void start() throws Exception {
    smtp.on("RCPT", "550 5.1.1 <ann@example.com>: no such user", ScriptedSmtp.NORMALLY);
    Config config =
        Configs.of(redis.url(), "POSTKEY_SMTP_RELAYS", "smtp://127.0.0.1:" + smtp.port());
    app = new App(() -> config, (vertx, router) -> {});
    facts = new Facts(app.bus());
    app.start().await(20, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    app.stop().await(30, SECONDS);
    smtp.close();
  }

  private String died() throws Exception {
    String id = Http.accepted(Http.ask(app.httpPort(), Configs.API_KEY, "ann@example.com"));
    facts.await(Fact.MailDied.class);
    return id;
  }

  private int dead(String... arguments) throws Exception {
    return dead(redis.url(), arguments);
  }

  private int dead(String redisUrl, String[] arguments) throws Exception {
    Cli cli = Cli.on(folder, redisUrl, 1);
    int exitCode = cli.run(new DeadCommand(), arguments);
    out.append(cli.out());
    err.append(cli.err());
    return exitCode;
  }

  @Test
  void a_list_says_in_one_line_each_what_died_of_what() throws Exception {
    String id = died();

    assertThat(dead("list")).isZero();

    assertThat(out.toString().lines()).hasSize(1);
    assertThat(out.toString())
        .startsWith(id + "  ")
        .contains(
            "app=default to=a***@example.com reason=recipient-refused attempts=1",
            "stage=recipient code=550 reply=\"550 5.1.1 <a***@example.com>: no such user\"");
  }

  @Test
  void a_list_for_programs_is_json_in_lines() throws Exception {
    String id = died();

    assertThat(dead("list", "--json")).isZero();

    JsonObject letter = new JsonObject(out.toString());
    assertThat(letter.getString("id")).isEqualTo(id);
    assertThat(letter.getString("stage")).isEqualTo("recipient");
    assertThat(letter.getInteger("replyCode")).isEqualTo(550);
  }

  @Test
  void what_is_no_app_is_told_so() throws Exception {
    assertThat(dead("list", "--app", "NO")).isEqualTo(2);

    assertThat(err.toString()).contains("--app", "An app's name has");
  }

  @Test
  void a_replay_by_id_is_mailed() throws Exception {
    String id = died();

    assertThat(dead("replay", id)).isZero();

    facts.await(Fact.MailSent.class);
    assertThat(out.toString()).isEqualToNormalizingNewlines("replayed  " + id + "\n1 replayed\n");
    assertThat(smtp.messages()).hasSize(1);
  }

  @Test
  void what_an_operator_does_with_a_dead_letter_is_in_the_trail_of_its_address() throws Exception {
    String id = died();

    dead("replay", id);
    facts.await(Fact.MailSent.class);

    Eventually.holds("the replay is told", () -> audit().contains("had the dead letter mailed"));
    assertThat(audit()).contains("Given up (recipient-refused, 550): it is a dead letter");
  }

  private String audit() throws Exception {
    Cli cli = Cli.on(folder, redis.url(), 1);
    assertThat(cli.run(new AuditCommand(), "ann@example.com")).isZero();
    return cli.out();
  }

  @Test
  void all_that_a_filter_leaves_are_replayed_at_once() throws Exception {
    died();

    assertThat(dead("replay", "--all", "--reason", "gave-up")).isZero();
    assertThat(dead("replay", "--all", "--app", "default")).isZero();

    facts.await(Fact.MailSent.class);
    assertThat(out.toString()).contains("0 replayed", "1 replayed");
  }

  @Test
  void all_are_purged_only_by_who_says_so_twice() throws Exception {
    died();

    assertThat(dead("purge", "--all")).isEqualTo(2);
    assertThat(err.toString()).contains("--all --yes");
    assertThat(dead("purge", "--all", "--yes")).isZero();
    assertThat(out.toString()).contains("1 purged");
  }

  @Test
  void what_is_purged_is_gone() throws Exception {
    String id = died();

    assertThat(dead("purge", id)).isZero();
    assertThat(dead("replay", id)).isEqualTo(1);

    assertThat(out.toString())
        .contains("1 purged", "FAILED  " + id + ": there is no such dead letter");
  }

  @Test
  void wrong_usage_is_exit_code_2_and_says_what_is_right() throws Exception {
    assertThat(dead("replay")).isEqualTo(2);
    assertThat(dead("purge", "not-an-id")).isEqualTo(2);
    assertThat(err.toString())
        .contains("Name the ids of dead letters, or say --all.", "An id has 22 letters");
  }

  @Test
  void a_redis_that_cannot_be_reached_is_told_in_a_sentence() throws Exception {
    String nowhere = "redis://127.0.0.1:" + FreePorts.one();

    assertThat(dead(nowhere, new String[] {"list"})).isEqualTo(1);

    assertThat(err.toString()).startsWith("Redis cannot be worked with");
  }
}
