package dev.postkey.redis;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Redis of one verticle: runs scripts, on a server that has been found to be the right one.
 * Belongs to the event loop of the verticle that made it, which closes it. All failures are {@link
 * Unavailable}.
 */
public final class Store {
  private static final Script ADMIT = Script.load("admit");

  private final RedisLink link;
  private final Partitions partitions;
  private final IndexKeys indexKeys;
  private final String prelude;
  private final Map<Script, Script.Source> sources = new ConcurrentHashMap<>();

  public Store(Vertx vertx, Config.Redis config, Partitions partitions, IndexKeys indexKeys) {
    this(vertx, config, partitions, indexKeys, Script.read("prelude"));
  }

  /** For tests that hold the clock: the same scripts behind another prelude. */
  Store(
      Vertx vertx,
      Config.Redis config,
      Partitions partitions,
      IndexKeys indexKeys,
      String prelude) {
    this.link = new RedisLink(vertx, config, this::admit);
    this.partitions = partitions;
    this.indexKeys = indexKeys;
    this.prelude = prelude;
  }

  /** Runs {@code script}; its keys must all carry one hash tag. */
  public Future<Reply> run(Script script, List<String> keys, Object... args) {
    Script.Source source = sources.computeIfAbsent(script, known -> known.behind(prelude));
    return link.send(request(Command.EVALSHA, source.sha1(), keys, args))
        .recover(
            error ->
                error instanceof MissingScript
                    ? link.send(request(Command.EVAL, source.text(), keys, args))
                    : Future.failedFuture(error))
        .map(Reply::new);
  }

  /** Fails with the reason when Redis cannot be worked with now. For health. */
  public Future<Void> probe() {
    return link.send(Request.cmd(Command.INFO).arg("memory"))
        .compose(info -> checkEviction(info.toString()));
  }

  public Future<Void> close() {
    return link.close();
  }

  private static Request request(Command command, String script, List<String> keys, Object[] args) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    for (Object arg : args) {
      request.arg(arg.toString());
    }
    return request;
  }

  /** No key may be evicted (requirement R4), and the layout must be ours (design, section 3). */
  private Future<Void> admit(RedisConnection fresh) {
    return fresh
        .send(Request.cmd(Command.INFO).arg("memory"))
        .compose(info -> checkEviction(info.toString()))
        .compose(good -> fresh.send(layout()))
        .compose(first -> checkLayout(first.get(0).toString(), first.get(1).toString()));
  }

  private Request layout() {
    String script = ADMIT.behind("").text();
    return request(
        Command.EVAL,
        script,
        List.of(Partitions.LAYOUT_KEY),
        new Object[] {partitions.count(), indexKeys.checkValue()});
  }

  private static Future<Void> checkEviction(String info) {
    String policy =
        info.lines()
            .filter(line -> line.startsWith("maxmemory_policy:"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse("unknown");
    return policy.equals("noeviction")
        ? Future.succeededFuture()
        : refuse("maxmemory-policy is " + policy + ", must be noeviction");
  }

  private Future<Void> checkLayout(String count, String checkValue) {
    if (!count.equals(String.valueOf(partitions.count()))) {
      return refuse("this store has " + count + " partitions, redis.partitions says otherwise");
    }
    if (!checkValue.equals(indexKeys.checkValue())) {
      return refuse("this store was written with another secrets.index-key");
    }
    return Future.succeededFuture();
  }

  private static Future<Void> refuse(String reason) {
    return Future.failedFuture(new Unavailable("redis: " + reason));
  }
}
