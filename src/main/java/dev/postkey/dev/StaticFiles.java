package dev.postkey.dev;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Serves the few files under {@code /static/dev} by the last segment of the path. */
final class StaticFiles implements Handler<RoutingContext> {
  private static final Map<String, String> TYPES =
      Map.of(
          "dev.css", "text/css; charset=utf-8",
          "inbox.js", "text/javascript; charset=utf-8",
          "demo.js", "text/javascript; charset=utf-8",
          "key.svg", "image/svg+xml");

  private final Map<String, Buffer> files = new TreeMap<>();

  /** Reads the files: blocks, so do it once, at start. */
  StaticFiles() {
    TYPES.keySet().forEach(name -> files.put(name, read("/static/dev/" + name)));
  }

  @Override
  public void handle(RoutingContext context) {
    String path = context.normalizedPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (!files.containsKey(name)) {
      context.next();
      return;
    }
    context.response().putHeader("Content-Type", TYPES.get(name)).end(files.get(name));
  }

  private static Buffer read(String path) {
    try (InputStream file = StaticFiles.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new FileNotFoundException(path);
      }
      return Buffer.buffer(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
