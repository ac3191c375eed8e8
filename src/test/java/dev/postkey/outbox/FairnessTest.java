package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.SendMail;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A domain whose mails take for ever holds up nobody else. */
class FairnessTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  private final Promise<SendMail.Outcome> never = Promise.promise();

  private static List<String> addresses(int count, String domain) {
    return IntStream.range(0, count).mapToObj(i -> "person" + i + "@" + domain).toList();
  }

  private long mailsTo(String domain) {
    return node.mails.stream().filter(mail -> mail.to().domain().equals(domain)).count();
  }

  private void playTarpit() {
    node.relay =
        mail ->
            mail.to().domain().equals("tarpit.example")
                ? never.future()
                : Future.succeededFuture(TAKEN);
  }

  @Test
  void F7_ten_thousand_mails_to_a_tarpit_do_not_hold_up_a_hundred_others() throws Exception {
    playTarpit();
    node.start();
    List<String> all = new ArrayList<>(addresses(10_000, "tarpit.example"));
    all.addAll(addresses(100, "good.example"));

    node.acceptAll(all);
    node.facts.await(Fact.MailSent.class, 100);

    assertThat(mailsTo("good.example")).isEqualTo(100);
    assertThat(mailsTo("tarpit.example")).isBetween(1L, 8L);
    never.complete(TAKEN);
  }

  @Test
  void a_domain_that_was_put_off_goes_on_when_it_has_room_and_is_not_charged() throws Exception {
    playTarpit();
    node.start("POSTKEY_OUTBOX_SLOTS", "8");
    node.acceptAll(addresses(40, "tarpit.example"));
    node.awaitMails(2);

    never.complete(TAKEN);

    assertThat(node.facts.await(Fact.MailSent.class, 40))
        .extracting(Fact.MailSent::attempt)
        .containsOnly(1);
  }
}
