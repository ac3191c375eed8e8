package dev.postkey;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.ListDeadLetters;
import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.bus.PurgeDeadLetter;
import dev.postkey.bus.ReplayDeadLetter;
import dev.postkey.model.RequestId;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mails that were given up: looks at them, mails them again, forgets them. */
@Command(
    name = "dead",
    description = "List, replay or purge dead letters: mails that were given up.",
    mixinStandardHelpOptions = true,
    subcommands = {DeadCommand.Show.class, DeadCommand.Replay.class, DeadCommand.Purge.class})
final class DeadCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, replay or purge.");
  }

  /** {@code dead list}. */
  @Command(
      name = "list",
      description = "Show dead letters, the newest first.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private DeadLetterDesk desk;
    @Mixin private DeadLetterFilter filter;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "At most so many.")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line, for programs.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      Optional<String> more =
          desk.open(
              bus -> {
                ListDeadLetters.Page page = filter.page(bus, limit, Optional.empty());
                page.letters().forEach(letter -> out.println(DeadLetterText.of(letter, json)));
                return page.next();
              });
      if (more.isPresent() && !json) {
        out.println("There are more; --limit shows them.");
      }
      out.flush();
      return 0;
    }
  }

  /** {@code dead replay}. */
  @Command(
      name = "replay",
      description = "Mail dead letters again, each with a new link.",
      mixinStandardHelpOptions = true)
  static final class Replay implements Callable<Integer> {
    @Mixin private Choice choice;

    @Override
    public Integer call() throws Exception {
      return choice.each("replayed", Replay::replay);
    }

    private static String replay(Bus bus, RequestId request) {
      return switch (DeadLetterDesk.ask(bus, Addresses.REPLAY, new ReplayDeadLetter(request))) {
        case REPLAYED -> "";
        case UNKNOWN -> "there is no such dead letter";
        case TOO_OLD -> "it is more than eight days old; whoever wants a link has to ask anew";
        case FULL -> "the outbox holds as many jobs as it may (outbox.max-jobs)";
      };
    }
  }

  /** {@code dead purge}. */
  @Command(
      name = "purge",
      description = "Forget dead letters: whom they were for and what was in them.",
      mixinStandardHelpOptions = true)
  static final class Purge implements Callable<Integer> {
    @Mixin private Choice choice;

    @Spec private CommandSpec spec;

    @Option(names = "--yes", description = "Needed with --all: what is purged cannot be had again.")
    private boolean sure;

    @Override
    public Integer call() throws Exception {
      if (choice.all && !sure) {
        throw new ParameterException(
            spec.commandLine(), "This cannot be undone: say --all --yes, and see dead list first.");
      }
      return choice.each("purged", Purge::purge);
    }

    private static String purge(Bus bus, RequestId request) {
      return switch (DeadLetterDesk.ask(bus, Addresses.PURGE, new PurgeDeadLetter(request))) {
        case PURGED -> "";
        case UNKNOWN -> "there is no such dead letter";
      };
    }
  }

  /** Which dead letters something is done with: those of these ids, or all that fit a filter. */
  static final class Choice {
    private static final int PAGE = 500;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin private DeadLetterDesk desk;
    @Mixin private DeadLetterFilter filter;

    @Parameters(
        paramLabel = "ID",
        arity = "0..*",
        description = "Requests, as dead list shows; -- before one that begins with a hyphen.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "All of them, or all that --app and --reason leave.")
    private boolean all;

    /**
     * @param doing does it with one; returns what is wrong, empty for nothing
     */
    Integer each(String done, BiFunction<Bus, RequestId, String> doing) throws Exception {
      if (all != ids.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name the ids of dead letters, or say --all.");
      }
      List<RequestId> named = ids.stream().map(this::parse).toList();
      return desk.open(bus -> each(bus, all ? every(bus) : named, done, doing));
    }

    private int each(
        Bus bus, List<RequestId> requests, String done, BiFunction<Bus, RequestId, String> doing) {
      PrintWriter out = spec.commandLine().getOut();
      int failed = 0;
      for (RequestId request : requests) {
        String wrong = doing.apply(bus, request);
        failed += wrong.isEmpty() ? 0 : 1;
        out.println(wrong.isEmpty() ? done + "  " + request : "FAILED  " + request + ": " + wrong);
      }
      out.println(requests.size() - failed + " " + done);
      out.flush();
      return failed == 0 ? 0 : 1;
    }

    /** All ids first, so that what dies anew meanwhile is not taken twice. */
    private List<RequestId> every(Bus bus) {
      List<RequestId> found = new ArrayList<>();
      Optional<String> cursor = Optional.empty();
      do {
        ListDeadLetters.Page page = filter.page(bus, PAGE, cursor);
        page.letters().stream().map(DeadLetter::request).forEach(found::add);
        cursor = page.next();
      } while (cursor.isPresent());
      return found;
    }

    private RequestId parse(String id) {
      return RequestId.parse(id)
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(), "An id has 22 letters, digits, - and _: not " + id));
    }
  }
}
