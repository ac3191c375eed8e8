package dev.postkey.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import dev.postkey.model.Token;
import dev.postkey.support.LeakHunt;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes over the bus may end up in the message of an exception. */
class PrintedMessagesTest {
  private static final LeakHunt HUNT = new LeakHunt();
  private static final String EMAIL = HUNT.person("ann");
  private static final String TEXT = "T".repeat(43);
  private static final Token TOKEN = Token.parse(TEXT).orElseThrow();
  private static final EmailAddress ADDRESS = EmailAddress.parse(EMAIL);
  private static final Subject SUBJECT = new Subject(EMAIL);
  private static final RequestId REQUEST = new RequestId("AAECAwQFBgcICQoLDA0ODw");
  private static final Map<String, String> DATA = Map.of("note", EMAIL);
  private static final Optional<String> SAID = Optional.of(EMAIL);
  private static final AppId APP = AppId.DEFAULT;
  private static final Instant NOW = Instant.EPOCH;
  private static final FindAccount.Account ACCOUNT =
      new FindAccount.Account(SUBJECT, ADDRESS, SAID, Locale.ENGLISH, DATA);

  static Stream<Object> messages() {
    HUNT.secret(TEXT);
    return Stream.of(requests(), tokens(), mails()).flatMap(List::stream);
  }

  private static List<Object> requests() {
    AcceptRequest.Idempotency idempotency = new AcceptRequest.Idempotency("scope", EMAIL, TEXT);
    return List.of(
        ACCOUNT,
        idempotency,
        new AcceptRequest(
            APP,
            Optional.empty(),
            ADDRESS,
            Optional.of(SUBJECT),
            SAID,
            Locale.ENGLISH,
            DATA,
            Optional.of(idempotency)),
        new FindAccount(REQUEST, APP, ADDRESS, ACCOUNT),
        new FindAccount.Found(ACCOUNT),
        new Fact.RequestAccepted(REQUEST, APP, ADDRESS, false, Optional.empty()),
        new ReadTrail(Optional.empty(), SUBJECT));
  }

  private static List<Object> tokens() {
    return List.of(
        new MintToken(REQUEST, APP, SUBJECT, ADDRESS, DATA, Optional.empty(), Optional.empty()),
        new MintToken.Minted(TOKEN, NOW, NOW),
        new WithdrawToken(TOKEN),
        new InspectToken(TOKEN, APP),
        new InspectToken.Live(APP, SUBJECT, ADDRESS, REQUEST, NOW, NOW),
        new ConsumeToken(TOKEN, APP, SAID),
        new ConsumeToken.Consumed(APP, SUBJECT, ADDRESS, REQUEST, NOW, DATA),
        new RevokeTokens(APP, SUBJECT),
        new Fact.TokenMinted(REQUEST, APP, ADDRESS, NOW, Optional.empty()),
        new Fact.LinkOpened(REQUEST, APP, ADDRESS),
        new Fact.TokenConsumed(REQUEST, APP, ADDRESS),
        new Fact.LinksRevoked(APP, SUBJECT));
  }

  private static List<Object> mails() {
    return List.of(
        new SendMail(REQUEST, 1, 1, APP, ADDRESS, SAID, Locale.ENGLISH, DATA, TOKEN, NOW, NOW),
        new SendMail.Failed(
            SendMail.Kind.PERMANENT, "r", SendMail.Stage.RECIPIENT, Optional.of(550), SAID),
        new ListDeadLetters.LastAttempt("r", "s", Optional.of(550), SAID));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void S14_no_message_prints_a_token_an_address_or_data(Object message) {
    HUNT.seen(message.getClass().getName(), message.toString());

    assertThat(HUNT.leaks()).isEmpty();
  }
}
