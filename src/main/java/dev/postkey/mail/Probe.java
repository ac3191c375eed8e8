package dev.postkey.mail;

import dev.postkey.bus.SendMail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Goes all the way to a relay that a mail goes, and turns back before {@code MAIL FROM}: connects,
 * is greeted, encrypts and logs in, with the same client and the same options. It does so by
 * handing over a message that was withdrawn, so that the client finds nothing to send and takes
 * leave. On a connection of its own: those of the mails may be what hangs.
 */
final class Probe {
  private static final String NOBODY = "nobody@localhost";

  private Probe() {}

  /**
   * Empty when the relay is well, else what is wrong with it. Fails only when Postkey is at fault.
   *
   * @param options as {@link RelayOptions} makes them; not changed
   */
  static Future<Optional<SendMail.Failed>> of(Vertx vertx, MailConfig options) {
    MailClient client = RelayClient.create(vertx, new MailConfig(options).setMaxPoolSize(1));
    Handover nothing = new Handover(new MailMessage().setFrom(NOBODY).setTo(NOBODY));
    nothing.withdraw();
    return client
        .sendMail(nothing)
        .timeout(options.getIdleTimeout(), TimeUnit.MILLISECONDS)
        .<Optional<SendMail.Failed>>map(
            sent -> {
              throw new IllegalStateException("a message that was withdrawn was sent");
            })
        .recover(Probe::judge)
        .onComplete(ended -> client.close());
  }

  private static Future<Optional<SendMail.Failed>> judge(Throwable error) {
    if (error instanceof Handover.Withdrawn) {
      return Future.succeededFuture(Optional.empty());
    }
    return Future.succeededFuture(
        Optional.of(
            error instanceof TimeoutException ? Verdict.relayTooSlow() : Verdict.of(error, false)));
  }
}
