package dev.postkey.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;

/** What a server says of itself, as far as it decides whether it can be worked with. */
record ServerInfo(String text) {
  static Request request() {
    return Request.cmd(Command.INFO);
  }

  static ServerInfo of(Response info) {
    return new ServerInfo(info.toString());
  }

  /** Why it is not the right one, if so: it must be a master that evicts no key (R4). */
  Optional<String> refusal() {
    if (field("loading").equals("1")) {
      return Optional.of(RedisFailure.LOADING.reason());
    }
    if (field("role").equals("slave")) {
      return Optional.of(RedisFailure.REPLICA.reason());
    }
    String policy = field("maxmemory_policy");
    return policy.equals("noeviction")
        ? Optional.empty()
        : Optional.of("maxmemory-policy is " + policy + ", must be noeviction");
  }

  /** False when a restart of the server loses everything, or all since its last snapshot. */
  boolean keepsFile() {
    return !field("aof_enabled").equals("0");
  }

  private String field(String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst()
        .orElse("unknown");
  }
}
