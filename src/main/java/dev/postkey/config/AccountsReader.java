package dev.postkey.config;

import dev.postkey.model.Network;
import java.net.URI;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads where an app's accounts live, the section {@code apps.<id>.accounts}. */
final class AccountsReader {
  private static final String SECRET_PREFIX = "whsec_";
  private static final int LEAST_SECRET_BYTES = 24;
  private static final int MOST_SECRET_BYTES = 64;

  /** 24 random bytes have fewer different values less than once in 2^50 draws. */
  private static final int LEAST_DIFFERENT_BYTES = 12;

  private final ConfigReader in;
  private final String prefix;

  private AccountsReader(ConfigReader in, String prefix) {
    this.in = in;
    this.prefix = prefix;
  }

  /**
   * @param prefix that of the section's options
   */
  static Config.Accounts read(ConfigReader in, String prefix) {
    return new AccountsReader(in, prefix).read();
  }

  private Config.Accounts read() {
    Config.Accounts.Type type = in.choice(prefix + "type", Config.Accounts.Type.class);
    Network network = in.choice(prefix + "network", Network.class);
    Optional<URI> url = in.optional(prefix + "url", text -> url(text, network));
    Optional<Secret> secret = in.optional(prefix + "secret", AccountsReader::secret);
    Optional<Secret> former = in.optional(prefix + "former-secret", AccountsReader::secret);
    if (type != Config.Accounts.Type.WEBHOOK) {
      Stream.of("url", "secret", "former-secret").forEach(this::refuse);
      return Config.Accounts.TRUSTED;
    }
    Stream.of("url", "secret").forEach(this::require);
    in.check(
        prefix + "former-secret",
        former.isEmpty() || !former.equals(secret),
        "must be another secret than " + prefix + "secret");
    return url.flatMap(to -> secret.map(first -> webhook(to, first, former, network)))
        .map(Config.Accounts::of)
        .orElse(Config.Accounts.TRUSTED); // Something is wrong then, and noted.
  }

  private static Config.Webhook webhook(
      URI url, Secret secret, Optional<Secret> former, Network network) {
    return new Config.Webhook(
        url, Stream.concat(Stream.of(secret), former.stream()).toList(), network);
  }

  private void require(String name) {
    if (!in.isSet(prefix + name)) {
      in.missing(prefix + name, "required with " + prefix + "type: webhook");
    }
  }

  private void refuse(String name) {
    in.check(
        prefix + name, !in.isSet(prefix + name), "counts only with " + prefix + "type: webhook");
  }

  /** What a name leads to is seen when it is called; an address is seen now. */
  private static URI url(String text, Network network) {
    URI url = WebUrl.parseCalled(text);
    boolean reachable =
        Hosts.isLoopback(url.getHost())
            || Hosts.addressOf(url.getHost()).map(network::admits).orElse(true);
    if (!reachable) {
      throw new IllegalArgumentException(
          network == Network.PUBLIC
              ? "is not an address of the Internet; network: private allows private ones"
              : "is an address that is never asked, such as a link-local one");
    }
    return url;
  }

  private static Secret secret(String text) {
    if (text.contains("<")) {
      throw new IllegalArgumentException("is still the placeholder");
    }
    byte[] bytes =
        text.startsWith(SECRET_PREFIX)
            ? RandomKey.decoded(text.substring(SECRET_PREFIX.length()))
            : new byte[0];
    if (bytes.length < LEAST_SECRET_BYTES || bytes.length > MOST_SECRET_BYTES) {
      throw new IllegalArgumentException("must be whsec_ and 24 to 64 bytes in Base64");
    }
    if (IntStream.range(0, bytes.length).map(i -> bytes[i]).distinct().count()
        < LEAST_DIFFERENT_BYTES) {
      throw new IllegalArgumentException("is not random and can be guessed");
    }
    return new Secret(text);
  }
}
