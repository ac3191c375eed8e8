package dev.postkey.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One call of a known caller. */
record Call(Caller caller, Received received) {
  /** As {@link Received#fields}. */
  Fields fields(Set<String> known) {
    return received.fields(known);
  }

  /** As {@link Received#text}. */
  String text() {
    return received.text();
  }

  /** The parameters in the path, by name. */
  Map<String, String> path() {
    return received.path();
  }

  /** As {@link Received#idempotencyKey}. */
  Optional<String> idempotencyKey() {
    return received.idempotencyKey();
  }

  @Override
  public String toString() {
    return "Call[" + caller.id() + "]";
  }
}
