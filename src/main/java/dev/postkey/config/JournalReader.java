package dev.postkey.config;

/** Reads the section {@code journal}. */
final class JournalReader {
  private JournalReader() {}

  static Config.Journal read(ConfigReader in) {
    return new Config.Journal(in.duration("journal.keep", "0s", "365d"));
  }
}
