package dev.postkey;

import dev.postkey.account.AccountProbe;
import dev.postkey.config.Config;
import dev.postkey.mail.DkimRecord;
import dev.postkey.mail.Rehearsal;
import dev.postkey.mail.RelayProbe;
import dev.postkey.redis.Keyring;
import dev.postkey.redis.Partitions;
import dev.postkey.redis.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether a configuration is right and whether what it names can be reached. */
@Command(
    name = "check",
    description =
        "Validate a configuration, reach Redis and the webhooks, and log in to the relays.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 20;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  private boolean good = true;

  @Override
  public Integer call() throws Exception {
    Config config = options.load();
    checkMails(config);
    report("configuration", Future.succeededFuture());
    options.file().filter(OpenFile::isForEverybody).ifPresent(this::warn);
    tellRecords(config);
    Vertx vertx = Vertx.vertx();
    try {
      checkRedis(vertx, config);
      for (Config.Relay relay : config.smtp().relays()) {
        report("relay " + relay.name(), new RelayProbe(vertx).probe(relay, config.smtp()));
      }
      for (Config.App app : config.apps().values()) {
        if (app.accounts().webhook().isPresent()) {
          report("accounts of " + app.id(), new AccountProbe(vertx).probe(app));
        }
      }
    } finally {
      vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    return good ? 0 : 1;
  }

  /** Templates are part of the configuration: a bad one is as wrong as a bad option. */
  private static void checkMails(Config config) {
    try {
      Rehearsal.check(config);
    } catch (IllegalArgumentException e) {
      throw CannotStart.misconfigured(e.getMessage());
    }
  }

  /**
   * Whether they are published already is not asked: who answers here may not be who asks there.
   */
  private void tellRecords(Config config) {
    config.apps().values().stream()
        .flatMap(app -> app.mail().dkim().stream())
        .map(dkim -> "dns     " + DkimRecord.of(dkim).line())
        .distinct()
        .sorted()
        .forEach(spec.commandLine().getOut()::println);
  }

  private void checkRedis(Vertx vertx, Config config) throws Exception {
    if (config.redis().embedded().isPresent()) {
      report("redis (embedded; started by serve)", Future.succeededFuture());
      return;
    }
    Keyring keyring = Keyring.of(config.secrets());
    Store store =
        new Store(vertx, config.redis(), new Partitions(config.redis().partitions()), keyring);
    if (report("redis", store.probe())) {
      checkSeals(vertx, config);
    }
  }

  /** Whether everything that is kept sealed could be opened; told only when not. */
  private void checkSeals(Vertx vertx, Config config) throws Exception {
    SealReport seals = SealReport.of(vertx, config);
    if (!seals.missing().isEmpty()) {
      good = false;
      spec.commandLine().getOut().println("FAILED  secrets.seal-keys lacks " + seals.missing());
      seals.lines().forEach(line -> spec.commandLine().getOut().println("        " + line));
    }
  }

  private void warn(Path file) {
    spec.commandLine()
        .getOut()
        .println(
            "warn    everybody on this machine can read "
                + file
                + ", which holds secrets: chmod o=");
  }

  private boolean report(String what, Future<Void> outcome) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try {
      outcome.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      out.println("ok      " + what);
      return true;
    } catch (RuntimeException e) {
      good = false;
      out.println("FAILED  " + e.getMessage());
      return false;
    } finally {
      out.flush();
    }
  }
}
