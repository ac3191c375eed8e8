package dev.postkey.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The EFF's large word list for passphrases (2016, CC BY): 7,776 English words, one for each throw
 * of five dice. It comes with the nbvcxz library, one word a line. Read at first use.
 */
final class WordList {
  static final int SIZE = 7_776;

  private static final String RESOURCE = "/dictionaries/eff_large.txt";

  private WordList() {}

  static List<String> words() {
    return Loaded.WORDS;
  }

  /** A class of its own, so that the list is read once and not before it is needed. */
  private static final class Loaded {
    static final List<String> WORDS = read();
  }

  private static List<String> read() {
    try (InputStream in = WordList.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + RESOURCE);
      }
      List<String> words =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).lines().toList();
      // The entropy that a passphrase states is true of a complete list without repetitions only.
      if (words.stream().distinct().count() != SIZE || words.size() != SIZE) {
        throw new IllegalStateException("not the list of " + SIZE + " words: " + RESOURCE);
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
