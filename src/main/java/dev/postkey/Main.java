package dev.postkey;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 good, 1 failed, 2 wrong usage or configuration. */
@Command(
    name = "postkey",
    description = "Mails password-reset links: blind, sealed, durable, once.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DevCommand.class,
      ServeCommand.class,
      CheckCommand.class,
      KeyCommand.class,
      DeadCommand.class,
      AuditCommand.class,
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Logs.setUp();
    int exitCode =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(new FailureReport())
            .execute(args.length == 0 ? new String[] {"--help"} : args);
    if (exitCode != ServeCommand.RUNNING) {
      System.exit(exitCode);
    }
  }
}
