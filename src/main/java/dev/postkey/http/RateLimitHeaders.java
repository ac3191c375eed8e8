package dev.postkey.http;

import io.vertx.core.MultiMap;
import java.time.Duration;

/**
 * How a caller's own limit is told (requirement W2): {@code RateLimit-Policy} and {@code RateLimit}
 * of draft-ietf-httpapi-ratelimit-headers-10, structured fields (RFC 9651).
 */
final class RateLimitHeaders {
  private RateLimitHeaders() {}

  /** Adds them to {@code headers}. */
  static void tell(ClientLimits.Count count, MultiMap headers) {
    String name = '"' + count.limit().name() + '"';
    Duration period = count.limit().rate().period();
    // A window that is no whole number of seconds cannot be said.
    String window = period.toNanosPart() == 0 ? ";w=" + period.toSeconds() : "";
    headers.set("RateLimit-Policy", name + ";q=" + count.limit().rate().count() + window);
    headers.set(
        "RateLimit", name + ";r=" + count.remaining() + ";t=" + Answer.wholeSeconds(count.next()));
  }
}
