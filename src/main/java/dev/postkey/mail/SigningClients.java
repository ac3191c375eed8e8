package dev.postkey.mail;

import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.CanonicalizationAlgorithm;
import io.vertx.ext.mail.DKIMSignAlgorithm;
import io.vertx.ext.mail.DKIMSignOptions;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The mail clients of one relay: one for each name in which mails are signed, and one that does not
 * sign. A client signs all that it sends in one name, but clients of one pool share connections.
 *
 * <p>They sign on the event loop, which takes about a millisecond with a key of 2048 bits. Used on
 * one event loop only.
 */
final class SigningClients {
  /** Requirement M4. Of the body all is signed: nobody can add to its end. */
  private static final List<String> SIGNED =
      List.of(
          "From",
          "To",
          "Subject",
          "Date",
          "Message-ID",
          "MIME-Version",
          "Content-Type",
          "Auto-Submitted");

  private final Vertx vertx;
  private final MailConfig options;
  private final String pool = UUID.randomUUID().toString();
  private final Map<Optional<Config.Dkim>, MailClient> clients = new HashMap<>();

  /**
   * @param options as {@link RelayOptions} makes them
   */
  SigningClients(Vertx vertx, MailConfig options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** The client that signs as this message is to be signed. */
  MailClient of(MailMessage message) {
    return clients.computeIfAbsent(SignableMessage.identityOf(message), this::open);
  }

  /** The connections are closed with the last client. */
  Future<Void> close() {
    return Future.join(clients.values().stream().map(MailClient::close).toList()).mapEmpty();
  }

  private MailClient open(Optional<Config.Dkim> identity) {
    MailConfig own = new MailConfig(options);
    identity.ifPresent(dkim -> own.setEnableDKIM(true).setDKIMSignOption(signature(dkim)));
    return RelayClient.create(vertx, own, pool);
  }

  private static DKIMSignOptions signature(Config.Dkim identity) {
    return new DKIMSignOptions()
        .setSignAlgo(DKIMSignAlgorithm.RSA_SHA256)
        .setHeaderCanonAlgo(CanonicalizationAlgorithm.RELAXED)
        .setBodyCanonAlgo(CanonicalizationAlgorithm.RELAXED)
        .setSignedHeaders(SIGNED)
        .setSdid(identity.domain())
        .setSelector(identity.selector())
        .setPrivateKey(identity.key().reveal());
  }
}
