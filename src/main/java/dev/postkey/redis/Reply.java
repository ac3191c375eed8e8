package dev.postkey.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a script returned, or a part of it. */
public final class Reply {
  private final Response response;

  Reply(Response response) {
    this.response = response;
  }

  /** True when the script returned nil. */
  public boolean isNil() {
    return response == null;
  }

  public String text() {
    return response.toString();
  }

  public long number() {
    return response.toLong();
  }

  public int size() {
    return response.size();
  }

  public Reply at(int index) {
    return new Reply(response.get(index));
  }

  public String text(int index) {
    return at(index).text();
  }

  public long number(int index) {
    return at(index).number();
  }

  /** The parts from {@code first} on. */
  public List<Reply> from(int first) {
    List<Reply> parts = new ArrayList<>();
    for (int i = first; i < size(); i++) {
      parts.add(at(i));
    }
    return parts;
  }

  /** The parts from {@code first} on, read as field, value, field, value. */
  public Map<String, String> fields(int first) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = first; i + 1 < size(); i += 2) {
      fields.put(text(i), text(i + 1));
    }
    return fields;
  }
}
