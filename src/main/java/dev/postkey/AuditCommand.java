package dev.postkey;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.ReadTrail;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.Subject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers "I got no mail", for whoever knows the address. */
@Command(
    name = "audit",
    description = "Tell what happened to an address: asked, mailed, opened, used, refused.",
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorDesk desk;

  @Parameters(
      paramLabel = "ADDRESS",
      description =
          "The address as it was asked for; - reads it from standard input, so that no shell keeps"
              + " it. Or what the application calls an account: when its links were revoked.")
  private String who;

  @Option(
      names = "--app",
      paramLabel = "APP",
      converter = AppName.class,
      description = "Only what happened in this app.")
  private AppId app;

  @Option(names = "--json", description = "One JSON object a line, for programs.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    ReadTrail question = question();
    ReadTrail.Trail trail = desk.open(bus -> OperatorDesk.ask(bus, Addresses.TRAIL, question));
    PrintWriter out = spec.commandLine().getOut();
    trail
        .entries()
        .forEach(entry -> out.println(json ? entry.toJson().encode() : AuditText.of(entry)));
    if (trail.entries().isEmpty() && !json) {
      String where = app == null ? "" : " in the app " + app;
      out.println("Nothing is known of it" + where + ", in the time that journal.keep says.");
    }
    out.flush();
    return 0;
  }

  private ReadTrail question() throws IOException {
    String text = who.equals("-") ? firstLine() : who;
    if (text.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "No address was given.");
    }
    try {
      Subject subject =
          new Subject(text.indexOf('@') < 0 ? text : EmailAddress.parse(text).value());
      return new ReadTrail(Optional.ofNullable(app), subject);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private static String firstLine() throws IOException {
    String line =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return line == null ? "" : line.strip();
  }
}
