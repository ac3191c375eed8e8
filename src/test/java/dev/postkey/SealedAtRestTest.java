package dev.postkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.bus.Fact;
import dev.postkey.support.Postkey;
import dev.postkey.support.RedisServer;
import dev.postkey.support.RedisWire;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What somebody learns who gets hold of Redis: nothing (requirement S5). */
class SealedAtRestTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  @TempDir Path folder;

  /** What must not be found, as it was said and as it might be folded or encoded. */
  private final Set<String> secrets = new LinkedHashSet<>();

  private void busyRun() throws Exception {
    Postkey postkey = Postkey.start(redis, folder, "POSTKEY_LIMITS_PER_KEY", "100000/1s");
    try {
      for (int i = 0; i < 20; i++) {
        String email = "secret.person" + i + "@sealed" + i + ".example";
        secrets.addAll(List.of(email, "secret.person" + i, "sealed" + i + ".example"));
        postkey.post("/v1/reset-requests", request(i, email));
        String token = postkey.tokenTo(email);
        secrets.add(token);
        if (i % 2 == 0) {
          postkey.post("/v1/tokens/consume", new JsonObject().put("token", token));
        }
      }
      for (int i = 0; i < 10; i++) {
        postkey.ask("secret.person0@sealed0.example"); // over the limit: accepted, stored, ended
      }
      postkey.facts().await(Fact.RequestEnded.class, 4);
      postkey.post("/v1/tokens/revoke", new JsonObject().put("subject", "internal-account-3"));
    } finally {
      postkey.close();
    }
  }

  private JsonObject request(int i, String email) {
    secrets.addAll(List.of("internal-account-" + i, "Person Name" + i, "confidential-plan-" + i));
    return new JsonObject()
        .put("email", email)
        .put("subject", "internal-account-" + i)
        .put("name", "Person Name" + i)
        .put("data", new JsonObject().put("plan", "confidential-plan-" + i));
  }

  @Test
  void S5_no_token_and_nothing_of_a_person_is_in_redis_or_on_its_disk() throws Exception {
    busyRun();

    String everything = scan();
    assertThat(everything).contains("pk:{p00}:token:").contains("pk:{p00}:job:");
    assertNothingSecret("a scan of all keys and values", everything);

    redis.command("SAVE");
    List<Path> files = dumps();
    assertThat(files).extracting(path -> path.getFileName().toString()).contains("dump.rdb");
    assertThat(files).anyMatch(path -> path.getFileName().toString().endsWith(".aof"));
    for (Path file : files) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertNothingSecret(file.getFileName().toString(), text);
    }
  }

  private void assertNothingSecret(String where, String text) {
    String folded = text.toLowerCase(java.util.Locale.ROOT);
    for (String secret : secrets) {
      assertThat(folded.contains(secret.toLowerCase(java.util.Locale.ROOT)))
          .as("%s holds %s", where, secret)
          .isFalse();
    }
  }

  private static List<Path> dumps() throws IOException {
    try (Stream<Path> files = Files.walk(redis.folder())) {
      return files
          .filter(path -> path.toString().endsWith(".rdb") || path.toString().endsWith(".aof"))
          .toList();
    }
  }

  /** Every key with its value, whatever its type. */
  private static String scan() throws IOException {
    StringBuilder text = new StringBuilder();
    try (RedisWire wire = RedisWire.connect(redis.url())) {
      for (Object key : (List<?>) wire.call("KEYS", "*")) {
        text.append(key).append(' ').append(value(wire, (String) key)).append('\n');
      }
    }
    return text.toString();
  }

  private static Object value(RedisWire wire, String key) throws IOException {
    List<String> command = new ArrayList<>();
    String type = (String) wire.call("TYPE", key);
    switch (type) {
      case "string" -> command.addAll(List.of("GET", key));
      case "hash" -> command.addAll(List.of("HGETALL", key));
      case "list" -> command.addAll(List.of("LRANGE", key, "0", "-1"));
      case "zset" -> command.addAll(List.of("ZRANGE", key, "0", "-1", "WITHSCORES"));
      default -> throw new AssertionError("a type of key that this test does not know: " + type);
    }
    return wire.call(command.toArray(String[]::new));
  }
}
