package dev.postkey;

import dev.postkey.config.Config;
import dev.postkey.config.ConfigLoader;
import dev.postkey.dev.DemoVerticle;
import dev.postkey.dev.DevSettings;
import dev.postkey.dev.DevStory;
import dev.postkey.dev.Inbox;
import dev.postkey.dev.InboxRoutes;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs Postkey with everything it needs inside: Redis, a mail inbox, a demo application. */
@Command(
    name = "dev",
    description = "Try Postkey: Redis, an inbox and a demo application are built in.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class DevCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--data", paramLabel = "FOLDER", description = "What is kept between starts.")
  private Path data = Path.of("data");

  @Option(names = "--port", paramLabel = "PORT", description = "The API.")
  private int port = 8080;

  @Option(names = "--management-port", paramLabel = "PORT", description = "Inbox, health, metrics.")
  private int managementPort = 9090;

  @Option(names = "--smtp-port", paramLabel = "PORT", description = "The inbox as a mail server.")
  private int smtpPort = 1025;

  @Option(names = "--demo-port", paramLabel = "PORT", description = "The demo application.")
  private int demoPort = 8081;

  @Override
  public Integer call() throws Exception {
    long started = System.nanoTime();
    requirePorts();
    DevSettings settings = DevSettings.load(data);
    Config config =
        new ConfigLoader(System.getenv())
            .load(
                settings.configuration(port, managementPort, smtpPort, demoPort), Optional.empty());
    Logs.quiet("dev.postkey", Level.WARNING);
    // Its facts are the story, which is told on the same terminal.
    Logs.quiet("dev.postkey.journal", Level.OFF);
    Running running = Running.prepare();
    Config complete = running.startRedis(config);
    Inbox inbox = inbox();
    App app =
        new App(
            () -> complete, (vertx, router) -> new InboxRoutes(vertx, inbox, demo()).mount(router));
    running.start(app);
    app.deploy(new DemoVerticle(api(), inboxPage(), settings.apiKey(), demoPort))
        .await(10, TimeUnit.SECONDS);
    PrintWriter out = spec.commandLine().getOut();
    app.bus().listen(new DevStory(out)).await(10, TimeUnit.SECONDS);
    welcome(out, settings, System.nanoTime() - started);
    if (!inbox.takesMail()) {
      out.printf("The inbox takes no mail, as you told it; %s has the button.%n%n", inboxPage());
      out.flush();
    }
    return ServeCommand.RUNNING;
  }

  private void requirePorts() {
    Ports.requireFree("127.0.0.1", port, "--port");
    Ports.requireFree("127.0.0.1", managementPort, "--management-port");
    Ports.requireFree("127.0.0.1", smtpPort, "--smtp-port");
    Ports.requireFree("127.0.0.1", demoPort, "--demo-port");
  }

  private Inbox inbox() {
    try {
      return Inbox.open(data.resolve("inbox"), smtpPort);
    } catch (IOException e) {
      throw new CannotStart(e.getMessage());
    }
  }

  private URI api() {
    return URI.create("http://localhost:" + port);
  }

  private URI demo() {
    return URI.create("http://localhost:" + demoPort);
  }

  private URI inboxPage() {
    return URI.create("http://localhost:" + managementPort + "/inbox");
  }

  private void welcome(PrintWriter out, DevSettings settings, long nanos) {
    out.printf(
        """

        Postkey is ready after %.1f s. Everything runs on this machine; %s keeps its data.

          Demo      http://localhost:%d         ask for a link as a person would
          Inbox     %s   read the mail
          API       %s         the contract is at /openapi.yaml
          Metrics   http://localhost:%d/metrics
          API key   %s

        Paste this into another terminal, then watch this one:

          curl %s/v1/reset-requests -H 'Authorization: Bearer %s' \\
            -H 'Content-Type: application/json' -d '{"email":"ann@example.com"}'

        """,
        nanos / 1e9,
        data,
        demoPort,
        inboxPage(),
        api(),
        managementPort,
        settings.apiKey(),
        api(),
        settings.apiKey());
    out.flush();
  }
}
