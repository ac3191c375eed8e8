package dev.postkey.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** How options are named: in the file, in the environment, in the schema, in messages. */
final class Names {
  /** What every variable of ours begins with. */
  static final String PREFIX = "POSTKEY_";

  /** What is shown instead of a name that may be a secret. */
  static final String HIDDEN = "(hidden)";

  private static final Pattern APP = Pattern.compile("^apps\\.[^.]+");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  private Names() {}

  /** The variable that sets {@code key}: {@code token.ttl} is {@code POSTKEY_TOKEN_TTL}. */
  static String environment(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * The name under which the schema knows {@code key}: {@code apps.shop.token.ttl} is {@code
   * apps.*.token.ttl}, and {@code relays[2]} is {@code relays[]}.
   */
  static String inSchema(String key) {
    return INDEX.matcher(APP.matcher(key).replaceFirst("apps.*")).replaceAll("[]");
  }

  /**
   * The option of everybody that {@code key} overrides for one app: {@code token.ttl} for {@code
   * apps.shop.token.ttl}.
   */
  static String ofEverybody(String key) {
    return APP.matcher(key).replaceFirst("").replaceFirst("^\\.", "");
  }

  /** A constant as options spell it: {@code NEWEST} is {@code newest}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A name from a file as a message may show it: one that looks like none may be a secret. */
  static String shown(String name) {
    return isHarmless(name) ? name : HIDDEN;
  }

  /** True for a name that is one step of a key: with a dot in it, it would be taken for two. */
  static boolean isWord(String name) {
    return isHarmless(name) && name.indexOf('.') < 0;
  }

  /** True for a name that may stand in a message. */
  static boolean isHarmless(String name) {
    return HARMLESS.matcher(name).matches();
  }
}
