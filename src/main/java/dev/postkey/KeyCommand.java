package dev.postkey;

import dev.postkey.config.ApiKeys;
import dev.postkey.config.NewSecrets;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a new API key, or new secrets. */
@Command(
    name = "key",
    description = "Make a new API key and the hash of it that the configuration holds.",
    mixinStandardHelpOptions = true)
final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--secrets",
      description = "Make the secrets of a new installation instead: seal key and index key.")
  private boolean secrets;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (secrets) {
      out.print(NewSecrets.generate().yaml());
    } else {
      ApiKeys.Generated key = ApiKeys.generate();
      out.println("API key, for the caller; it is shown only now:");
      out.println("  " + key.key().reveal());
      out.println("Its hash, for the configuration (apps.<id>.api-keys):");
      out.println("  sha256:" + key.sha256());
    }
    out.flush();
  }
}
