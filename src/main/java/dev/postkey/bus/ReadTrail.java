package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.Subject;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks what happened to an address, or to an account. Answered by the trail verticle. Nobody can
 * ask for which addresses there is anything to tell.
 *
 * @param app only what happened in this app; empty for all that are configured
 * @param who an address, or what an application calls an account
 */
public record ReadTrail(Optional<AppId> app, Subject who) implements BusMessage {

  /** What is known, the oldest first. */
  public record Trail(List<Entry> entries) implements BusMessage {
    public Trail {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Something that happened.
   *
   * @param at when, by the clock of Redis; the last time, if several
   * @param event a stable word, such as {@code mailed}
   * @param times how often it happened without anything else in between
   * @param details stable names with texts and numbers, such as {@code relay}; never anything of a
   *     person
   */
  public record Entry(Instant at, AppId app, String event, int times, Map<String, Object> details) {
    public Entry {
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** As programs are told of it. */
    public JsonObject toJson() {
      JsonObject json = new JsonObject().put("at", at.toString()).put("app", app.value());
      json.put("event", event).put("times", times);
      details.forEach(json::put);
      return json;
    }
  }
}
