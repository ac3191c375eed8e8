package dev.postkey.mail;

import dev.postkey.config.Config;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the mail client is told about a relay. */
final class RelayOptions {
  /** A server that does not take a connection in this time will not take it in a minute. */
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Shorter than servers wait for the next command, so that it is we who hang up. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

  /**
   * Without NTLM, XOAUTH2 and DIGEST-MD5, for which a user and a password are not enough or bad.
   */
  private static final String AUTH_METHODS = "CRAM-SHA256 CRAM-SHA1 CRAM-MD5 PLAIN LOGIN";

  private RelayOptions() {}

  /**
   * Options for a relay.
   *
   * <p>The host name of a certificate is verified because nothing is set here about it: the client
   * then turns that on for every connection with TLS, and turns it off where it was set by hand.
   */
  static MailConfig of(Config.Relay relay, Config.Smtp smtp) {
    MailConfig options =
        new MailConfig(relay.host(), relay.port())
            .setOwnHostname(smtp.helo())
            .setUserAgent("postkey")
            .setMaxPoolSize(relay.connections())
            .setKeepAlive(true)
            .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
            .setConnectTimeout((int) CONNECT.toMillis())
            .setIdleTimeout((int) smtp.attempt().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setSslHandshakeTimeout(CONNECT.toMillis())
            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
            // One command, one reply: a reply can then never be taken for that to another command.
            .setPipelining(false);
    secure(options, relay.tls());
    return login(options, relay);
  }

  private static void secure(MailConfig options, Config.Tls tls) {
    options
        .setSsl(tls == Config.Tls.IMPLICIT)
        .setStarttls(
            tls == Config.Tls.REQUIRED ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED);
  }

  private static MailConfig login(MailConfig options, Config.Relay relay) {
    if (relay.user().isEmpty()) {
      return options.setLogin(LoginOption.DISABLED);
    }
    return options
        .setLogin(LoginOption.REQUIRED)
        .setAuthMethods(AUTH_METHODS)
        .setUsername(relay.user().get())
        .setPassword(relay.password().map(secret -> secret.reveal()).orElse(""));
  }
}
