package dev.postkey.support;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code dev} command on one data folder and one set of ports, which stay the same however
 * often it is started.
 */
public final class DevMode {
  private final PostkeyBench bench;
  private final int port;
  private final int managementPort;
  private final int smtpPort;
  private final int demoPort;
  private final Mailbox mailbox;

  private DevMode(PostkeyBench bench, List<Integer> ports) {
    this.bench = bench;
    this.port = ports.get(0);
    this.managementPort = ports.get(1);
    this.smtpPort = ports.get(2);
    this.demoPort = ports.get(3);
    this.mailbox = new Mailbox(managementPort);
  }

  /** On free ports. */
  public static DevMode on(PostkeyBench bench) throws IOException {
    return new DevMode(bench, FreePorts.different(4));
  }

  /** What stands behind {@code postkey}. */
  public String[] arguments() {
    List<String> words = new ArrayList<>(List.of("dev", "--data", "data"));
    words.addAll(List.of("--port", "" + port, "--management-port", "" + managementPort));
    words.addAll(List.of("--smtp-port", "" + smtpPort, "--demo-port", "" + demoPort));
    return words.toArray(String[]::new);
  }

  public PostkeyProcess start() throws Exception {
    return start(Map.of());
  }

  /** Starts it and waits until it says that it is ready. */
  public PostkeyProcess start(Map<String, String> environment) throws Exception {
    return ready(bench.run(environment, arguments()));
  }

  /** As {@link #start(Map)}, where Ctrl-C can reach it. */
  public PostkeyProcess startInTerminal(Map<String, String> environment) throws Exception {
    return ready(bench.runInTerminal(environment, arguments()));
  }

  /** Waits until {@code process} has said all that it says at start. */
  public static PostkeyProcess ready(PostkeyProcess process) throws Exception {
    process.out().await("^  curl (?s:.+?)\n\n");
    return process;
  }

  /** The command to paste, exactly as it is printed. */
  public static String curl(PostkeyProcess process) throws Exception {
    return process.out().await("^  (curl (?s:.+?))\n\n").group(1);
  }

  public static String apiKey(PostkeyProcess process) throws Exception {
    return process.out().await("^ +API key +(pk_\\S+)$").group(1);
  }

  public int port() {
    return port;
  }

  public int managementPort() {
    return managementPort;
  }

  public int smtpPort() {
    return smtpPort;
  }

  public int demoPort() {
    return demoPort;
  }

  /** Asks for a reset mail and returns the request's id. */
  public String ask(String key, String email) throws IOException, InterruptedException {
    return Http.accepted(Http.ask(port, key, email));
  }

  /** All mails that the inbox lists now. */
  public JsonArray mails() throws IOException, InterruptedException {
    return mailbox.mails();
  }

  /** The mails to an address, the newest first, once there is one. */
  public JsonArray mailsTo(String email) throws IOException, InterruptedException {
    return mailbox.mailsTo(email);
  }

  /** The link in the newest mail to an address. */
  public URI linkTo(String email) throws IOException, InterruptedException {
    return mailbox.linkTo(email);
  }
}
