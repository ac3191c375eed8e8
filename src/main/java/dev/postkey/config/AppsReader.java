package dev.postkey.config;

import dev.postkey.model.AppId;
import dev.postkey.model.Text;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/** Reads the section {@code apps}, and the sections that its apps fall back to. */
final class AppsReader {
  private static final int LONGEST_NAME = 100;

  private final ConfigReader in;
  private final ApiKeysReader apiKeys;
  private final Duration attempt;

  private AppsReader(ConfigReader in, Duration attempt) {
    this.in = in;
    this.apiKeys = new ApiKeysReader(in);
    this.attempt = attempt;
  }

  static Map<AppId, Config.App> read(ConfigReader in, Duration attempt) {
    if (in.names("apps").isEmpty()) {
      in.problem("apps", "at least one app is required, e.g. default with its link and api-keys");
    }
    checkEverybodys(in, attempt);
    AppsReader reader = new AppsReader(in, attempt);
    Map<AppId, Config.App> apps = new LinkedHashMap<>();
    in.names("apps").stream()
        .filter(AppId::isValid)
        .map(AppId::new)
        .forEach(id -> apps.put(id, reader.app(id)));
    return apps;
  }

  /** What every app overrides is read by none, and must be right all the same. */
  private static void checkEverybodys(ConfigReader in, Duration attempt) {
    SharedReader.mail(in, "");
    SharedReader.token(in, "", attempt);
    SharedReader.limits(in, "");
  }

  private Config.App app(AppId id) {
    String prefix = "apps." + id + ".";
    LinkTemplate link = in.parsed(prefix + "link", LinkTemplate::parse);
    return new Config.App(
        id,
        in.optional(prefix + "name", AppsReader::name).orElseGet(link::host),
        apiKeys.read(prefix + "api-keys"),
        link,
        new LinkedHashSet<>(in.list(prefix + "allowed-origins", WebUrl::parseOrigin)),
        AccountsReader.read(in, prefix + "accounts."),
        new Config.Challenge(
            in.optional(prefix + "challenge.above", SharedReader::rate),
            in.number(prefix + "challenge.difficulty")),
        SharedReader.token(in, prefix, attempt),
        SharedReader.mail(in, prefix),
        SharedReader.limits(in, prefix));
  }

  /** Mails show it, in their subject too (requirement A6). */
  private static String name(String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME || !Text.isPlain(text)) {
      throw new IllegalArgumentException(
          "must have 1 to 100 characters, none of them a control or invisible one");
    }
    return text;
  }
}
