package dev.postkey;

import dev.postkey.config.InvalidConfig;
import picocli.CommandLine;

/** Turns what stopped a command into a sentence and an exit code; a bug keeps its stack trace. */
final class FailureReport implements CommandLine.IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception error, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    if (error instanceof InvalidConfig) {
      command.getErr().println(error.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (error instanceof CannotStart cannotStart) {
      command.getErr().println(error.getMessage());
      return cannotStart.exitCode();
    }
    throw error;
  }
}
