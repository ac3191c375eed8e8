package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.support.DevMode;
import dev.postkey.support.Eventually;
import dev.postkey.support.FreePorts;
import dev.postkey.support.Http;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import dev.postkey.support.ScriptedSmtp;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However the dev mode ends, nothing of it stays behind but its data, and that is all there. */
@Timeout(180)
class DevRestartIT {
  /** Orchestrators kill what takes longer. */
  private static final Duration STOP = Duration.ofSeconds(30);

  private static final int BY_SIGINT = 130;
  private static final int BY_SIGTERM = 143;

  @RegisterExtension final PostkeyBench bench = new PostkeyBench();
  private DevMode dev;

  @BeforeEach
  void choosePorts() throws IOException {
    dev = DevMode.on(bench);
  }

  @Test
  void after_sigterm_nothing_runs_and_a_restart_knows_the_key_the_mails_and_the_links()
      throws Exception {
    PostkeyProcess first = dev.start();
    String key = DevMode.apiKey(first);
    dev.ask(key, "ann@example.com");
    URI link = dev.linkTo("ann@example.com");
    JsonArray mails = dev.mails();

    first.terminate();
    assertThat(first.exitCode(STOP)).isIn(0, BY_SIGTERM);
    assertThat(bench.redisServers()).isEmpty();

    PostkeyProcess second = dev.start();
    assertThat(DevMode.apiKey(second)).isEqualTo(key);
    assertThat(dev.mails()).isEqualTo(mails);
    assertThat(Http.submit(link).statusCode()).isEqualTo(200);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void on_ctrl_c_the_mail_under_way_is_settled_before_redis_is_stopped() throws Exception {
    try (ScriptedSmtp smtp = ScriptedSmtp.start()) {
      // Under way is what the relay has been told of: anything else is kept for the next start.
      smtp.on(ScriptedSmtp.END_OF_DATA, ScriptedSmtp.HOLD);
      PostkeyProcess postkey = dev.startInTerminal(relays(smtp.port()));
      dev.ask(DevMode.apiKey(postkey), "ann@example.com");
      assertThat(smtp.hears("DATA")).isTrue();

      postkey.interruptGroup();
      Eventually.holds("the port is closed", () -> !Http.answers(dev.port()));
      smtp.release();

      assertThat(postkey.exitCode(STOP)).isIn(0, BY_SIGINT);
      assertThat(smtp.messages()).hasSize(1);
      // Told only of a job that Redis was there to settle.
      postkey.out().await(" mailed ");
      assertThat(bench.redisServers()).isEmpty();
    }
  }

  @Test
  void sigterm_while_it_starts_leaves_no_redis_behind() throws Exception {
    PostkeyProcess postkey = bench.run(dev.arguments());
    Eventually.holds("Redis is started", () -> !bench.redisServers().isEmpty());

    postkey.terminate();

    assertThat(postkey.exitCode(STOP)).isIn(0, BY_SIGTERM);
    assertThat(bench.redisServers()).isEmpty();
  }

  @Test
  void what_was_accepted_before_kill_9_is_mailed_by_the_next_start_which_stops_the_orphan()
      throws Exception {
    PostkeyProcess first = dev.start(relays(FreePorts.one()));
    dev.ask(DevMode.apiKey(first), "ann@example.com");
    first.out().await(" delayed ");
    dev.ask(DevMode.apiKey(first), "bob@example.com");

    first.kill();
    assertThat(bench.redisServers()).as("the orphan").hasSize(1);
    long orphan = bench.redisServers().get(0).pid();
    dev.start();

    assertThat(bench.redisServers()).hasSize(1).noneMatch(server -> server.pid() == orphan);
    assertThat(dev.mailsTo("ann@example.com")).hasSize(1);
    assertThat(dev.mailsTo("bob@example.com")).hasSize(1);
    assertThat(Http.submit(dev.linkTo("ann@example.com")).statusCode()).isEqualTo(200);
  }

  private static Map<String, String> relays(int port) {
    return Map.of("POSTKEY_SMTP_RELAYS", "smtp://127.0.0.1:" + port);
  }
}
