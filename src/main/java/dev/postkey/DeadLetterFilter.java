package dev.postkey;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ListDeadLetters;
import dev.postkey.model.AppId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class DeadLetterFilter {
  @Option(
      names = "--app",
      paramLabel = "APP",
      converter = AppName.class,
      description = "Only those of this app.")
  private AppId app;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those that died of this, such as gave-up.")
  private String reason;

  ListDeadLetters.Page page(Bus bus, int most, Optional<String> cursor) {
    ListDeadLetters question =
        new ListDeadLetters(Optional.ofNullable(app), Optional.ofNullable(reason), most, cursor);
    return OperatorDesk.ask(bus, Addresses.DEAD_LETTERS, question);
  }
}
