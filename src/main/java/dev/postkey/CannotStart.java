package dev.postkey;

import picocli.CommandLine.ExitCode;

/** Something outside keeps Postkey from starting; the message is a sentence for its operator. */
final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** For what is not the configuration's fault. */
  CannotStart(String sentence) {
    this(sentence, ExitCode.SOFTWARE);
  }

  private CannotStart(String sentence, int exitCode) {
    super(sentence, null, false, false);
    this.exitCode = exitCode;
  }

  /** For a configuration whose fault shows only when it is put to use. */
  static CannotStart misconfigured(String sentence) {
    return new CannotStart(sentence, ExitCode.USAGE);
  }

  int exitCode() {
    return exitCode;
  }
}
