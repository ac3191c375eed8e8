package dev.postkey.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import dev.postkey.redis.SealUse.Purpose;
import dev.postkey.support.Configs;
import dev.postkey.support.RedisServer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is sealed with which key can be told without opening it (F16). */
class SealUseTest {
  @RegisterExtension static final RedisServer redis = new RedisServer();

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(5, SECONDS);
  }

  private Map<String, SealUse> count(String url, int partitions) throws Exception {
    Config config = Configs.of(url, "POSTKEY_REDIS_PARTITIONS", String.valueOf(partitions));
    IndexKeys index = new IndexKeys(config.secrets().indexKey());
    Store store = new Store(vertx, config.redis(), new Partitions(partitions), index);
    return SealUse.count(store, new Partitions(partitions)).await(20, SECONDS);
  }

  private static void hash(String key, String... fields) {
    String[] words = new String[fields.length + 2];
    words[0] = "HSET";
    words[1] = key;
    System.arraycopy(fields, 0, words, 2, fields.length);
    redis.command(words);
  }

  @Test
  void records_are_counted_by_key_and_by_what_they_are_for() throws Exception {
    hash("pk:{p00}:token:a", "state", "live", "expires", "9999999999999", "sealed", "1.k1.x");
    hash("pk:{p00}:token:b", "state", "live", "expires", "1", "sealed", "1.k1.x");
    hash("pk:{p00}:token:c", "state", "used", "expires", "9999999999999");
    hash("pk:{p00}:job:d", "state", "retrying", "sealed", "1.k2.x");
    hash("pk:{p00}:job:e", "state", "dead", "sealed", "1.k2.x", "try:1", "1|failed|550|1.k1.y|r|s");
    hash("pk:{p00}:job:f", "state", "sent", "try:1", "1|failed|451||r|s", "try:2", "1|sent|250|||");

    Map<String, SealUse> use = count(redis.url(), 1);

    assertThat(use.get("k1").records()).isEqualTo(Map.of(Purpose.LINKS, 1L, Purpose.REST, 2L));
    assertThat(use.get("k2").records()).isEqualTo(Map.of(Purpose.WAITING, 1L, Purpose.DEAD, 1L));
    assertThat(use).hasSize(2);
  }

  @Test
  void the_end_is_that_of_the_last_and_none_while_one_has_none() throws Exception {
    hash("pk:{p00}:token:a", "state", "used", "sealed", "1.k1.x");
    hash("pk:{p00}:token:b", "state", "used", "sealed", "1.k1.x");
    hash("pk:{p00}:job:c", "state", "queued", "sealed", "1.k2.x");
    redis.command("PEXPIRE", "pk:{p00}:token:a", "5000000");
    redis.command("PEXPIRE", "pk:{p00}:token:b", "9000000");

    Map<String, SealUse> use = count(redis.url(), 1);

    assertThat(use.get("k1").left().orElseThrow())
        .isBetween(Duration.ofSeconds(8_000), Duration.ofSeconds(9_000));
    assertThat(use.get("k2").left()).isEmpty();
  }

  @Test
  void all_of_many_records_are_found_in_all_partitions() throws Exception {
    String script =
        "for i = 0, 2999 do redis.call('HSET', 'pk:{p0' .. i % 4 .. '}:job:' .. i, 'state', 'queued',"
            + " 'sealed', '1.k' .. i % 2 .. '.x') end";
    redis.command("EVAL", script, "0");

    Map<String, SealUse> use = count(redis.url(), 4);

    assertThat(use.get("k0").total()).isEqualTo(1_500);
    assertThat(use.get("k1").total()).isEqualTo(1_500);
  }

  @Test
  void what_is_no_record_of_ours_is_passed_over() throws Exception {
    redis.command("SET", "pk:{p00}:job:text", "1.k1.x");
    hash("pk:{p00}:job:garbled", "sealed", "1.K 1.x");
    hash("pk:{p00}:limit:x", "sealed", "1.k1.x");
    hash("other:{p00}:job:x", "sealed", "1.k1.x");

    assertThat(count(redis.url(), 1)).isEmpty();
  }

  /** It is no work of ours, so that it fails alone. */
  @Test
  void R9_a_user_who_may_not_list_keys_is_told_so() {
    redis.command("ACL", "SETUSER", "narrow", "on", ">pw", "~pk:*", "+@all", "-scan");
    URI url = URI.create(redis.url());
    String narrow = "redis://narrow:pw@" + url.getHost() + ":" + url.getPort();

    assertThatThrownBy(() -> count(narrow, 1))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("keys cannot be listed");
  }
}
