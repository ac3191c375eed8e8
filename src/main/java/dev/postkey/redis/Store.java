package dev.postkey.redis;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The Redis of one verticle: runs scripts, on a server that has been found to be the right one.
 * Belongs to the event loop of the verticle that made it, which closes it. All failures are {@link
 * Unavailable}.
 */
public final class Store {
  private static final Script ADMIT = Script.load("admit");
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final RedisLink link;

  /** Waits for replicas, so that nothing else has to wait behind that. Dialled only for that. */
  private final RedisLink confirmed;

  private final boolean confirms;
  private final Condition condition;
  private final Probe probe;
  private final Partitions partitions;
  private final IndexKeys indexKeys;

  /** Their check values by their names. */
  private final Map<String, String> sealKeys;

  private final String prelude;
  private final Map<Script, Script.Source> sources = new ConcurrentHashMap<>();
  private boolean closed;

  public Store(Vertx vertx, Config.Redis config, Partitions partitions, IndexKeys indexKeys) {
    this(vertx, config, partitions, indexKeys, Map.of(), Script.read("prelude"));
  }

  /**
   * For what is sealed: only a server where the names of the seal keys stand for the same keys is
   * the right one. With another key of the same name nothing would open, and mails would die of it.
   */
  public Store(Vertx vertx, Config.Redis config, Partitions partitions, Keyring keyring) {
    this(
        vertx,
        config,
        partitions,
        keyring.index(),
        keyring.sealer().checkValues(),
        Script.read("prelude"));
  }

  /** For tests that hold the clock: the same scripts behind another prelude. */
  Store(
      Vertx vertx,
      Config.Redis config,
      Partitions partitions,
      IndexKeys indexKeys,
      Map<String, String> sealKeys,
      String prelude) {
    this.vertx = vertx;
    this.link = new RedisLink(vertx, config, config.commandTimeout(), this::admit, this::failed);
    this.confirmed =
        new RedisLink(
            vertx,
            config,
            config.commandTimeout().plus(config.waitTimeout()),
            this::admit,
            this::failed);
    this.confirms = ReplicaQuorum.of(config).isNeeded();
    this.condition = Condition.of(vertx);
    this.probe = new Probe(this::check);
    this.partitions = partitions;
    this.indexKeys = indexKeys;
    this.sealKeys = sealKeys;
    this.prelude = prelude;
  }

  /** Runs {@code script}; its keys must all carry one hash tag. */
  public Future<Reply> run(Script script, List<String> keys, Object... args) {
    return run(link::send, script, keys, args);
  }

  /**
   * As {@link #run}, for what its caller is promised: done when as many replicas have it as {@code
   * redis.wait-replicas} says. A failure may mean that it was written, but to too few of them; a
   * call that can be repeated finds out.
   */
  public Future<Reply> runDurably(Script script, List<String> keys, Object... args) {
    return confirms ? run(confirmed::sendConfirmed, script, keys, args) : run(script, keys, args);
  }

  private Future<Reply> run(
      Function<Request, Future<Response>> send, Script script, List<String> keys, Object[] args) {
    Script.Source source = sources.computeIfAbsent(script, known -> known.behind(prelude));
    return send.apply(request(Command.EVALSHA, source.sha1(), keys, args))
        .recover(
            error ->
                error instanceof MissingScript
                    ? send.apply(request(Command.EVAL, source.text(), keys, args))
                    : Future.failedFuture(error))
        .map(Reply::new);
  }

  /**
   * Fails with the reason when Redis cannot be worked with now. For health: however often it is
   * asked, Redis is only from time to time.
   */
  public Future<Void> probe() {
    return probe.result();
  }

  /** Does what work does: reads, writes, and has it confirmed. */
  private Future<Void> check() {
    return runDurably(Probe.SCRIPT, Partitions.PROBE_KEYS)
        .compose(done -> link.send(ServerInfo.request()))
        .compose(info -> judge(ServerInfo.of(info)));
  }

  private Future<Void> judge(ServerInfo info) {
    info.refusal().ifPresent(this::failed);
    return info.refusal().map(Store::refuse).orElseGet(Future::succeededFuture);
  }

  public Future<Void> close() {
    closed = true;
    return link.close().eventually(confirmed::close);
  }

  /** Who finds Redis unusable first looks for the end of that. */
  private void failed(String reason) {
    if (!closed && condition.bad(reason)) {
      look();
    }
  }

  private void look() {
    if (closed) {
      return;
    }
    vertx
        .timer(LOOK_MILLIS)
        .compose(time -> check())
        .onComplete(
            looked -> {
              if (looked.failed() || !condition.good()) {
                look();
              }
            });
  }

  private static Request request(Command command, String script, List<String> keys, Object[] args) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    for (Object arg : args) {
      request.arg(arg.toString());
    }
    return request;
  }

  /** It must be a server that keeps what it is given, and its layout ours (design, section 3). */
  private Future<Void> admit(RedisConnection fresh) {
    return fresh
        .send(ServerInfo.request())
        .map(ServerInfo::of)
        .compose(
            info -> {
              if (!info.keepsFile()) {
                condition.withoutFile();
              }
              return judge(info);
            })
        .compose(good -> fresh.send(layout()))
        .compose(this::checkLayout);
  }

  private Request layout() {
    String script = ADMIT.behind("").text();
    List<Object> ours = new ArrayList<>(List.of(partitions.count(), indexKeys.checkValue()));
    sealKeys.forEach((id, check) -> ours.addAll(List.of(id, check)));
    return request(Command.EVAL, script, List.of(Partitions.LAYOUT_KEY), ours.toArray());
  }

  private Future<Void> checkLayout(Response written) {
    String count = String.valueOf(written.get(0));
    if (!count.equals(String.valueOf(partitions.count()))) {
      return refuse("this store has " + count + " partitions, redis.partitions says otherwise");
    }
    if (!indexKeys.checkValue().equals(String.valueOf(written.get(1)))) {
      return refuse("this store was written with another secrets.index-key");
    }
    String foreign = String.valueOf(written.get(2));
    if (!foreign.isEmpty()) {
      return refuse(
          "in secrets.seal-keys "
              + foreign
              + " is another key than when this store first saw it; put that back, and give the new"
              + " one another name");
    }
    return Future.succeededFuture();
  }

  private static Future<Void> refuse(String reason) {
    return Future.failedFuture(new Unavailable("redis: " + reason));
  }
}
