package dev.postkey.journal;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ReadTrail;
import dev.postkey.bus.ReadTrail.Entry;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.redis.IndexKeys;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Owns the audit trails: what happened to an address, for an operator who knows it. They are
 * written from facts, so after every answer, and at the same cost whatever the fact says.
 */
public final class TrailVerticle extends VerticleBase {
  private static final int LAST_WRITES_SECONDS = 2;

  private final Bus bus;
  private final Supplier<Config> config;
  private final IndexKeys index;
  private final MeterRegistry registry;
  private Store store;
  private TrailStore trails;
  private TrailWriter writer;

  public TrailVerticle(Bus bus, Supplier<Config> config, IndexKeys index, MeterRegistry registry) {
    this.bus = bus;
    this.config = config;
    this.index = index;
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    Config now = config.get();
    Partitions partitions = new Partitions(now.redis().partitions());
    store = new Store(vertx, now.redis(), partitions, index);
    trails = new TrailStore(store, partitions, index, now.journal().keep());
    writer = new TrailWriter(vertx, trails, registry);
    Future<Void> serving = bus.serve(Addresses.TRAIL, this::read);
    return now.journal().keep().isZero()
        ? serving
        : serving.compose(ready -> bus.listen(fact -> Note.of(fact).ifPresent(writer::add)));
  }

  @Override
  public Future<?> stop() {
    return writer.drained().timeout(LAST_WRITES_SECONDS, SECONDS).eventually(store::close);
  }

  private Future<ReadTrail.Trail> read(ReadTrail question) {
    Collection<AppId> apps =
        question
            .app()
            .<Collection<AppId>>map(List::of)
            .orElseGet(() -> config.get().apps().keySet());
    List<Future<List<Entry>>> read =
        apps.stream().map(app -> trails.read(app, question.who())).toList();
    return Future.all(read)
        .map(
            all ->
                new ReadTrail.Trail(
                    read.stream()
                        .flatMap(entries -> entries.result().stream())
                        .sorted(Comparator.comparing(Entry::at))
                        .toList()));
  }
}
