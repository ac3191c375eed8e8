package dev.postkey.support;

import dev.postkey.config.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/**
 * The {@code serve} command with a configuration file as an operator writes it, on free ports that
 * stay the same however often it is started.
 */
public final class ServeMode {
  /** The key of its only app, with the scopes that a key has by default. */
  public static final String API_KEY = "pk_" + "S".repeat(43);

  private static final String FILE = "postkey.yaml";

  private final PostkeyBench bench;
  private final int port;
  private final int managementPort;

  private ServeMode(PostkeyBench bench, List<Integer> ports) {
    this.bench = bench;
    this.port = ports.get(0);
    this.managementPort = ports.get(1);
  }

  /** Writes the file into the folder of {@code bench}. */
  public static ServeMode on(PostkeyBench bench, String redisUrl, int relayPort)
      throws IOException {
    ServeMode serve = new ServeMode(bench, FreePorts.different(2));
    Files.writeString(bench.folder().resolve(FILE), serve.yaml(redisUrl, relayPort));
    return serve;
  }

  private String yaml(String redisUrl, int relayPort) {
    return """
        http: { host: 127.0.0.1, port: %d, public-url: "https://accounts.example.com" }
        management: { port: %d }
        redis: { url: "%s" }
        smtp: { relays: ["smtp://127.0.0.1:%d"] }
        mail: { from: "Example <no-reply@example.com>" }
        limits: { per-key: 100000/1s }
        secrets:
          seal-keys: ["k1:jaSHTz5MDAtc+eVHslQXHJdFuz+cPdWxEybylzwhkzE="]
          index-key: "ChdgsAJtRreKhbRaEUSLx3x3RTDfH5yzu6Y7U4BZhms="
        apps:
          default:
            name: Example
            api-keys: ["sha256:%s"]
            link: "https://example.com/reset={token}"
        """
        .formatted(port, managementPort, redisUrl, relayPort, ApiKeys.sha256(API_KEY));
  }

  /** Starts it and waits until it says that it is ready. */
  public PostkeyProcess start() throws Exception {
    return start(Map.of());
  }

  /** As {@link #start()}, with these variables of the environment. */
  public PostkeyProcess start(Map<String, String> environment) throws Exception {
    PostkeyProcess process = bench.run(environment, "serve", "--config", FILE);
    process.err().await(" ready port=" + port + " ");
    return process;
  }

  public int port() {
    return port;
  }

  public int managementPort() {
    return managementPort;
  }
}
