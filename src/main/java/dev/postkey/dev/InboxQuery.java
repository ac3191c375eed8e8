package dev.postkey.dev;

import dev.postkey.model.Durations;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which mails somebody asks for, and how long to wait for the first.
 *
 * @param to mails to this address alone, whatever its case
 * @param after mails that came after the one with this id
 * @param patience at most {@link #MAX_WAIT}
 */
record InboxQuery(Optional<String> to, Optional<String> after, Duration patience) {
  static final Duration MAX_WAIT = Duration.ofSeconds(60);

  /**
   * Reads {@code to}, {@code after} and {@code wait} from a query string.
   *
   * @throws IllegalArgumentException with a message for the caller
   */
  static InboxQuery read(MultiMap parameters) {
    Optional<String> to = single(parameters, "to");
    Optional<String> after = single(parameters, "after");
    require(to.isEmpty() || to.get().contains("@"), "to: an address reads like ann@example.com");
    require(after.isEmpty() || InboxMessage.isId(after.get()), "after: not the id of a mail");
    return new InboxQuery(to, after, wait(single(parameters, "wait").orElse("0s")));
  }

  boolean matches(InboxMessage message) {
    return to.map(address -> message.to().stream().anyMatch(each -> same(each, address)))
            .orElse(true)
        && after.map(id -> message.id().compareTo(id) > 0).orElse(true);
  }

  /** Those of {@code messages} that match, in their order. */
  List<InboxMessage> among(List<InboxMessage> messages) {
    return messages.stream().filter(this::matches).toList();
  }

  private static Optional<String> single(MultiMap parameters, String name) {
    List<String> values = parameters.getAll(name);
    require(values.size() < 2, name + ": give it once");
    return values.stream().findFirst();
  }

  private static Duration wait(String text) {
    try {
      Duration wait = Durations.parse(text);
      return wait.compareTo(MAX_WAIT) < 0 ? wait : MAX_WAIT;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("wait: " + e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  /** Without the address. */
  @Override
  public String toString() {
    return "InboxQuery[after=" + after + ", patience=" + patience + "]";
  }
}
