package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.support.DevMode;
import dev.postkey.support.Http;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The walk of the README's section "Break it", with real processes. */
@Timeout(240)
class BreakItIT {
  /** So that a wrong retry would be seen before the test ends. */
  private static final Map<String, String> SOON =
      Map.of("POSTKEY_OUTBOX_BACKOFF_FIRST", "1s", "POSTKEY_OUTBOX_BACKOFF_MAX", "2s");

  @RegisterExtension final PostkeyBench bench = new PostkeyBench();

  @Test
  void a_mail_asked_for_while_smtp_is_stopped_survives_kill_9_and_arrives_once_when_it_starts()
      throws Exception {
    DevMode dev = DevMode.on(bench);
    PostkeyProcess first = dev.start(SOON);
    turn(dev, "stop", false);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), dev.smtpPort()))
        .isInstanceOf(ConnectException.class);
    dev.ask(DevMode.apiKey(first), "ann@example.com");
    first.out().await(" delayed +the mail server does not answer; again in ");

    first.kill();
    PostkeyProcess second = dev.start(SOON);
    second.out().await("^The inbox takes no mail, as you told it; http://localhost");
    second.out().await(" left out ");
    assertThat(dev.mails()).isEmpty();
    turn(dev, "start", true);

    second.out().await(" mailed +via 127.0.0.1:" + dev.smtpPort() + ", ");
    assertThat(dev.mailsTo("ann@example.com")).hasSize(1);
    dev.ask(DevMode.apiKey(second), "sentinel@example.com");
    assertThat(dev.mailsTo("sentinel@example.com")).hasSize(1);
    assertThat(dev.mailsTo("ann@example.com")).hasSize(1);
    assertThat(Http.submit(dev.linkTo("ann@example.com")).statusCode()).isEqualTo(200);
  }

  private static void turn(DevMode dev, String where, boolean on) throws Exception {
    URI uri = URI.create("http://localhost:" + dev.managementPort() + "/inbox/smtp/" + where);
    assertThat(new JsonObject(Http.submit(uri).body()).getBoolean("takesMail")).isEqualTo(on);
  }
}
