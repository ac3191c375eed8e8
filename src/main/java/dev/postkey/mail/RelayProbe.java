package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.model.Durations;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds out whether a relay would take mail from us: connects, encrypts and logs in as for a mail,
 * without mailing anything. Asked by {@code postkey check}; may be used from any thread.
 */
public final class RelayProbe {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Duration limit;

  public RelayProbe(Vertx vertx) {
    this(vertx, LIMIT);
  }

  /** For tests, which have no time to wait. */
  RelayProbe(Vertx vertx, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
  }

  /**
   * Ends within 15 s. Fails with {@link Unavailable}, whose message is a sentence for the operator.
   *
   * @param smtp how we name ourselves
   */
  public Future<Void> probe(Config.Relay relay, Config.Smtp smtp) {
    MailConfig options = RelayOptions.of(relay, smtp).setIdleTimeout((int) limit.toMillis());
    Promise<Optional<SendMail.Failed>> answer = Promise.promise();
    vertx.runOnContext(now -> Probe.of(vertx, options).onComplete(answer));
    return answer
        .future()
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new Unavailable("relay " + relay.name() + " " + sentence(found.get()))));
  }

  private String sentence(SendMail.Failed failed) {
    String reply = failed.replyCode().map(code -> " (" + code + ")").orElse("");
    return switch (failed.reason()) {
      case "relay-timeout" -> "does not answer within " + Durations.format(limit);
      case "relay-not-found" -> "does not answer: there is no such host";
      case "relay-unreachable" -> "does not answer: it cannot be reached, or hangs up";
      case "relay-insecure" ->
          "does not encrypt as tls in smtp.relays wants it, or its certificate is not good";
      case Verdict.LOGIN_REFUSED -> "does not take our user and password, or any" + reply;
      case Verdict.UNREADABLE -> "does not answer as an SMTP server does";
      default -> "turns us away" + reply;
    };
  }
}
