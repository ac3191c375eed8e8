package dev.postkey.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration, in operators' words. Never holds a secret's
 * value.
 *
 * @param key the option, e.g. {@code token.ttl}, or the file or variable that is wrong as a whole
 * @param message what is wrong, and how it should read
 * @param environment the variable that set the option, or that could set a missing one
 */
public record Problem(String key, String message, Optional<String> environment) {

  /** The problem as one line, e.g. {@code http.port: must be ... (env POSTKEY_HTTP_PORT)}. */
  @Override
  public String toString() {
    return key + ": " + message + environment.map(name -> "   (env " + name + ")").orElse("");
  }
}
