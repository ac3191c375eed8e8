package dev.postkey.config;

import dev.postkey.model.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the API keys of all apps, one app after the other. A key belongs to one app, so the same
 * hash is refused a second time anywhere.
 */
final class ApiKeysReader {
  private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");
  private static final String PREFIX = "sha256:";

  /** Hashes of what stands for a key where somebody has forgotten to put one. */
  private static final Set<String> GUESSABLE =
      Stream.of("", "\n", "pk_", "pk_...", "key", "secret", "password", "changeme", "test", "admin")
          .map(ApiKeys::sha256)
          .collect(Collectors.toUnmodifiableSet());

  private static final int NAME_DIGITS = 8;
  private static final int LONGEST_NAME = 64;

  private final ConfigReader in;
  private final Map<String, String> keysByHash = new HashMap<>();

  ApiKeysReader(ConfigReader in) {
    this.in = in;
  }

  /** The keys in the list at {@code key}; at least one, since only a key can ask for an app. */
  List<Config.ApiKey> read(String key) {
    List<Config.ApiKey> apiKeys = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<?> items = in.items(key);
    if (items.isEmpty()) {
      in.missing(key);
    }
    for (int i = 0; i < items.size(); i++) {
      String item = key + "[" + i + "]";
      Optional<Config.ApiKey> apiKey =
          items.get(i) instanceof Map<?, ?>
              ? named(item)
              : in.item(key, i, text -> bare(item, text));
      apiKey.ifPresent(
          good -> {
            checkUnique(item, good, names);
            apiKeys.add(good);
          });
    }
    return apiKeys;
  }

  private void checkUnique(String item, Config.ApiKey apiKey, Set<String> names) {
    String other = keysByHash.putIfAbsent(apiKey.sha256(), item);
    in.check(item, other == null, "is the same key as " + other + "; every key belongs to one app");
    in.check(item, names.add(apiKey.name()), "has the name of another key of the app");
  }

  /** An entry with a name and scopes of its own. */
  private Optional<Config.ApiKey> named(String item) {
    Optional<String> sha256 = in.optional(item + ".sha256", ApiKeysReader::hash);
    if (!in.isSet(item + ".sha256")) {
      in.missing(item + ".sha256");
    }
    Optional<String> name = in.optional(item + ".name", ApiKeysReader::name);
    in.check(item + ".scopes", !in.items(item + ".scopes").isEmpty(), "must name at least one");
    return sha256.map(
        hash -> new Config.ApiKey(name.orElseGet(() -> nameOf(hash)), hash, scopes(item)));
  }

  private Set<Config.Scope> scopes(String item) {
    return Set.copyOf(in.choices(item + ".scopes", Config.Scope.class));
  }

  /** An entry such as {@code sha256:<hash>}. */
  private Config.ApiKey bare(String item, String text) {
    boolean prefixed = text.startsWith(PREFIX);
    String hash = hash(prefixed ? text.substring(PREFIX.length()) : text);
    if (!prefixed) {
      throw new IllegalArgumentException("must begin with sha256:");
    }
    return new Config.ApiKey(nameOf(hash), hash, scopes(item));
  }

  private static String hash(String text) {
    if (text.startsWith("<")) {
      throw new IllegalArgumentException("is still the placeholder; the command key makes a key");
    }
    if (text.startsWith(ApiKeys.PREFIX)) {
      throw new IllegalArgumentException("is a key itself; only its hash belongs here");
    }
    if (!HASH.matcher(text).matches()) {
      throw new IllegalArgumentException("must be the SHA-256 of a key, 64 hex digits");
    }
    String hash = text.toLowerCase(Locale.ROOT);
    if (GUESSABLE.contains(hash)) {
      throw new IllegalArgumentException(
          "is the hash of nothing or of a word; the command key makes a key");
    }
    return hash;
  }

  private static String name(String text) {
    if (text.isBlank() || text.length() > LONGEST_NAME || !Text.isPlain(text)) {
      throw new IllegalArgumentException("must have 1 to 64 characters, none of them invisible");
    }
    return text;
  }

  /** The same wherever the key stands in the list, since limits are counted by it. */
  private static String nameOf(String hash) {
    return hash.substring(0, NAME_DIGITS);
  }
}
