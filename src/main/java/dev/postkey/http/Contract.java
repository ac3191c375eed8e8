package dev.postkey.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;

/** {@code GET /openapi.yaml}: what this port promises, as it was built into the jar. */
final class Contract implements Handler<RoutingContext> {
  private static final String RESOURCE = "/openapi.yaml";

  private final Answer answer;

  private Contract(Buffer yaml) {
    this.answer = Answer.of(200, "application/yaml", yaml);
  }

  /** Reads it from the class path. Blocks: called once, on a worker thread. */
  static Contract load() throws IOException {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      return new Contract(Buffer.buffer(in.readAllBytes()));
    }
  }

  @Override
  public void handle(RoutingContext context) {
    answer.send(context.response());
  }
}
