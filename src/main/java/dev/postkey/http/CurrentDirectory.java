package dev.postkey.http;

import dev.postkey.config.Config;
import java.util.function.Supplier;

/**
 * The directory of the configuration in force, made anew when that changes. Each verticle instance
 * has its own and uses it from its event loop only.
 */
final class CurrentDirectory implements Supplier<Directory> {
  private final Supplier<Config> config;
  private Directory directory;

  CurrentDirectory(Supplier<Config> config) {
    this.config = config;
  }

  @Override
  public Directory get() {
    Config now = config.get();
    if (directory == null || directory.config() != now) {
      directory = new Directory(now);
    }
    return directory;
  }
}
