package dev.postkey.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Secrets, and all the places where they must not be found. */
public final class LeakHunt {
  private final Set<String> secrets = new LinkedHashSet<>();
  private final Map<String, String> evidence = new LinkedHashMap<>();

  /** Nobody may see it from now on, nor its Base64. */
  public void secret(String text) {
    secrets.add(text);
    secrets.add(Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8)));
  }

  /** An address that is a secret from now on, whatever is done with it. */
  public String person(String name) {
    String email = name + ".secret@leaks.example";
    secret(email);
    secrets.add(name + ".secret");
    return email;
  }

  /** Something that somebody else gets to see. */
  public void seen(String where, String text) {
    evidence.merge(where, text, (before, more) -> before + '\n' + more);
  }

  public String seen(String where) {
    return evidence.get(where);
  }

  /** Every secret that was seen, with where and what stands around it. */
  public List<String> leaks() {
    List<String> leaks = new ArrayList<>();
    evidence.forEach(
        (where, text) -> {
          String folded = text.toLowerCase(Locale.ROOT);
          for (String secret : secrets) {
            int at = folded.indexOf(secret.toLowerCase(Locale.ROOT));
            if (at >= 0) {
              leaks.add(where + " holds " + secret + ": " + around(text, at));
            }
          }
        });
    return leaks;
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100));
  }
}
