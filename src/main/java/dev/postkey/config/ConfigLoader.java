package dev.postkey.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration from its three sources: a base, a file over it, the environment over
 * both. Every load reads the sources anew and stands for itself, so a running service may load
 * again and go on with what it had if that fails. Blocks on files; not for an event loop. Safe for
 * use by several threads.
 */
public final class ConfigLoader {
  private static final Schema SCHEMA = Schema.load();

  private final Environment environment;

  /**
   * @param environment the variables of the process; those that do not begin with {@code POSTKEY_}
   *     are left alone
   */
  public ConfigLoader(Map<String, String> environment) {
    this.environment = new Environment(environment, SCHEMA);
  }

  /**
   * Reads everything.
   *
   * @param base options of lowest precedence, nested as in the file; empty for none
   * @param file the configuration file; with none, the environment has to say what is required
   * @throws InvalidConfig with everything that is wrong. What cannot be read at all, such as a
   *     missing file, is reported alone, since all else would be its consequence.
   */
  public Config load(Map<String, Object> base, Optional<Path> file) {
    Problems problems = new Problems();
    Tree tree = new Tree(base);
    file.flatMap(path -> ConfigFile.read(path, problems))
        .ifPresentOrElse(tree::merge, () -> problems.throwIfAny(Map.of()));
    Map<String, String> origins = environment.overlay(tree, problems);
    new Shape(SCHEMA, problems).check(tree);
    Config config = read(new ConfigReader(tree, SCHEMA, problems));
    problems.throwIfAny(origins);
    return config;
  }

  private static Config read(ConfigReader in) {
    Config.Http http = HttpReader.http(in);
    Config.Smtp smtp = SmtpReader.read(in, http.publicUrl());
    return new Config(
        http,
        HttpReader.management(in, http),
        RedisReader.read(in),
        smtp,
        OutboxReader.read(in),
        JournalReader.read(in),
        SecretsReader.read(in),
        AppsReader.read(in, smtp.attempt()));
  }
}
