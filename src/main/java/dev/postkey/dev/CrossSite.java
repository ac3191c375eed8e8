package dev.postkey.dev;

import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Tells whether another site's page sent a request (requirement H5). */
final class CrossSite {
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private CrossSite() {}

  /**
   * True when the browser says so: by {@code Sec-Fetch-Site}, or by an {@code Origin} that is
   * neither {@code null} nor the one that was called. A client that says neither is no browser.
   */
  static boolean sent(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OURS.contains(site);
    }
    String origin = request.getHeader("Origin");
    return origin != null
        && !origin.equals("null")
        && !origin.equals(request.scheme() + "://" + request.authority());
  }
}
