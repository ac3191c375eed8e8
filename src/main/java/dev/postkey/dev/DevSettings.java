package dev.postkey.dev;

import dev.postkey.config.ApiKeys;
import dev.postkey.config.NewSecrets;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The configuration of the dev mode: everything on this machine, limits that do not get in the way.
 * Its secrets are made at the first start, kept in the data folder and the same ever after.
 */
public final class DevSettings {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path data;
  private final Properties secrets;

  private DevSettings(Path data, Properties secrets) {
    this.data = data;
    this.secrets = secrets;
  }

  /** Reads what an earlier start left in {@code data}, or makes it. */
  public static DevSettings load(Path data) throws IOException {
    Path file = data.resolve("dev-secrets.properties");
    Properties secrets = new Properties();
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        secrets.load(in);
      }
    } else {
      generate(secrets);
      Files.createDirectories(data);
      save(secrets, file);
    }
    return new DevSettings(data, secrets);
  }

  private static void generate(Properties secrets) {
    NewSecrets fresh = NewSecrets.generate();
    secrets.setProperty("api-key", ApiKeys.generate().key().reveal());
    secrets.setProperty("seal-key", fresh.sealKey().reveal());
    secrets.setProperty("index-key", fresh.indexKey().reveal());
  }

  /** Writes beside and moves, so that a start that is killed leaves a whole file or none. */
  private static void save(Properties secrets, Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ONLY);
    try (Writer out = Files.newBufferedWriter(draft, StandardOpenOption.WRITE)) {
      secrets.store(out, "Made by the first start of the dev mode. For this machine only.");
    }
    Files.move(draft, file);
  }

  /** The key that callers of the dev mode use. */
  public String apiKey() {
    return secrets.getProperty("api-key");
  }

  /** The configuration, as a file would say it. */
  public Map<String, Object> configuration(
      int port, int managementPort, int smtpPort, int demoPort) {
    return Map.of(
        "http",
        Map.of("host", "127.0.0.1", "port", port, "public-url", "http://localhost:" + port),
        "management",
        Map.of("port", managementPort),
        "redis",
        Map.of("url", "embedded:" + data.resolve("redis")),
        "smtp",
        Map.of("relays", List.of("smtp://127.0.0.1:" + smtpPort)),
        "mail",
        Map.of("from", "Postkey Demo <no-reply@example.com>"),
        "limits",
        Map.of("per-account", "60/1h"),
        "secrets",
        Map.of(
            "seal-keys", List.of(secrets.getProperty("seal-key")),
            "index-key", secrets.getProperty("index-key")),
        "apps",
        Map.of("default", app(demoPort)));
  }

  private Map<String, Object> app(int demoPort) {
    return Map.of(
        "name",
        "Postkey Demo",
        "api-keys",
        List.of("sha256:" + ApiKeys.sha256(apiKey())),
        "link",
        "http://localhost:" + demoPort + "/reset={token}",
        "accounts",
        Map.of("type", "trusted"));
  }
}
