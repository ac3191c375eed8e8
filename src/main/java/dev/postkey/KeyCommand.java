package dev.postkey;

import dev.postkey.bus.Unavailable;
import dev.postkey.config.ApiKeys;
import dev.postkey.config.Config;
import dev.postkey.config.NewSecrets;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a new API key, new secrets, or a new seal key; says which seal keys are needed. */
@Command(
    name = "key",
    description = "Make a new API key and the hash of it that the configuration holds.",
    mixinStandardHelpOptions = true)
final class KeyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup private Instead instead = new Instead();

  @Mixin private RedisDesk redis;

  /** At most one of these. None takes a secret: an argument can be read by everybody. */
  static final class Instead {
    @Option(
        names = "--secrets",
        description = "Make the secrets of a new installation instead: seal key and index key.")
    private boolean secrets;

    @Option(
        names = "--rotate",
        description = "Make one more seal key instead, and say how it takes over.")
    private boolean rotate;

    @Option(
        names = "--in-use",
        description = "Count instead what is sealed with each seal key; needs --config or --data.")
    private boolean inUse;
  }

  @Override
  public Integer call() throws Exception {
    if (instead.inUse) {
      return redis.open(this::tellUse);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (instead.secrets) {
      out.print(NewSecrets.generate().yaml());
    } else if (instead.rotate) {
      out.print(ROTATION.formatted(NewSecrets.oneMoreSealKey().reveal()));
    } else {
      ApiKeys.Generated key = ApiKeys.generate();
      out.println("API key, for the caller; it is shown only now:");
      out.println("  " + key.key().reveal());
      out.println("Its hash, for the configuration (apps.<id>.api-keys):");
      out.println("  sha256:" + key.sha256());
    }
    out.flush();
    return 0;
  }

  /**
   * @return 1 when a key is missing
   */
  private int tellUse(Config config) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      SealReport report = SealReport.of(vertx, config);
      report.lines().forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      return report.missing().isEmpty() ? 0 : 1;
    } catch (Unavailable e) {
      throw new CannotStart(e.getMessage());
    } finally {
      vertx.close().await(1, TimeUnit.MINUTES);
    }
  }

  private static final String ROTATION =
      """
      A new entry of secrets.seal-keys; it is shown only now:
        %s
      1. Put it last in the list on every node, and restart them one by one: all can open it.
      2. Put it first on every node, and restart them one by one: it seals from now on.
      3. Wait until key --in-use says "nothing" of the old key, at most eight days, more only for dead letters replayed.
      4. Take the old key out on every node, and restart them one by one.
      """;
}
