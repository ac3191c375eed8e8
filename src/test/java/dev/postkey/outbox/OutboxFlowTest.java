package dev.postkey.outbox;

import static dev.postkey.outbox.OutboxNode.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.MintToken;
import dev.postkey.bus.SendMail;
import dev.postkey.bus.TellStory;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.support.RedisServer;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a request when nothing fails. */
class OutboxFlowTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();
  @RegisterExtension final OutboxNode node = new OutboxNode(redis);

  @Test
  void an_accepted_request_becomes_one_mail_with_all_that_was_said() throws Exception {
    node.start();

    RequestId request = node.accept("ann@example.com");
    Fact.MailSent sent = node.facts.await(Fact.MailSent.class);

    assertThat(sent.request()).isEqualTo(request);
    assertThat(sent.attempt()).isEqualTo(1);
    assertThat(node.mails).hasSize(1);
    SendMail mail = node.mails.get(0);
    assertThat(mail.to()).isEqualTo(EmailAddress.parse("ann@example.com"));
    assertThat(mail.name()).contains("Ann");
    assertThat(mail.locale()).isEqualTo(Locale.GERMAN);
    assertThat(mail.data()).containsExactly(Map.entry("plan", "gold"));
    TellStory.Story story = node.story(request);
    assertThat(story.state()).isEqualTo("sent");
    assertThat(story.lastReplyCode()).contains(250);
    assertThat(story.endedAt()).isPresent();
  }

  @Test
  void A5_mail_goes_only_to_the_address_that_the_account_source_returns() throws Exception {
    node.accounts = question -> Future.succeededFuture(found("Ann.Own@example.org"));
    node.start();
    node.accept("ann@example.com");
    node.facts.await(Fact.MailSent.class);

    assertThat(node.mails.get(0).to().value()).isEqualTo("Ann.Own@example.org");
  }

  @Test
  void an_unknown_address_ends_without_a_mail() throws Exception {
    node.accounts = question -> Future.succeededFuture(new FindAccount.Unknown());
    node.start();

    RequestId request = node.accept("nobody@example.com");

    assertThat(node.facts.await(Fact.RequestEnded.class).reason()).isEqualTo("unknown-account");
    assertThat(node.mails).isEmpty();
    assertThat(node.story(request).reason()).contains("unknown-account");
  }

  @Test
  void S10_the_sixth_request_of_an_hour_is_accepted_alike_and_ends_limited() throws Exception {
    node.start();
    for (int i = 0; i < 5; i++) {
      node.accept("Ann@Example.com");
    }
    RequestId sixth = node.accept("ann@example.COM");

    assertThat(node.facts.await(Fact.RequestEnded.class))
        .isEqualTo(new Fact.RequestEnded(sixth, AppId.DEFAULT, "limited"));
    node.facts.await(Fact.MailSent.class, 5);
    assertThat(node.mails).hasSize(5);
  }

  @Test
  void a_superseded_request_ends_without_a_mail() throws Exception {
    node.minter = command -> Future.succeededFuture(new MintToken.Superseded());
    node.start();
    node.accept("ann@example.com");

    assertThat(node.facts.await(Fact.RequestEnded.class).reason()).isEqualTo("superseded");
    assertThat(node.mails).isEmpty();
  }

  @Test
  void sixteen_partitions_are_all_worked() throws Exception {
    node.start("POSTKEY_REDIS_PARTITIONS", "16");
    for (int i = 0; i < 100; i++) {
      node.accept("ann" + i + "@example.com");
    }

    node.facts.await(Fact.MailSent.class, 100);
    assertThat(node.mails.stream().map(mail -> mail.request().partition(16)).distinct().count())
        .isGreaterThan(10);
  }

  @Test
  void another_app_cannot_read_the_story() throws Exception {
    node.start();
    RequestId request = node.accept("ann@example.com");

    assertThat(node.story(request, new AppId("other"))).isInstanceOf(TellStory.Unknown.class);
  }
}
