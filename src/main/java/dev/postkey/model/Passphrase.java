package dev.postkey.model;

import java.util.List;

/**
 * A password of random words, easy to type, made by {@link Secrets#passphrase}. It cannot be
 * printed.
 */
public final class Passphrase {
  private static final double BITS_PER_WORD = Math.log(WordList.SIZE) / Math.log(2);

  private final List<String> words;

  /** Of words that were drawn from the whole list each: the entropy that is stated rests on it. */
  Passphrase(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** The words in their order; as secret as the whole. */
  public List<String> words() {
    return words;
  }

  /**
   * The bits of entropy: 12.92 for each word, so 51.7 for four. It counts the draws, so it holds
   * against those who know the list and that it was used.
   */
  public double entropyBits() {
    return words.size() * BITS_PER_WORD;
  }

  /**
   * The words with a blank between them. Not a hyphen: four words of the list contain one
   * (requirement P3).
   */
  public String reveal() {
    return String.join(" ", words);
  }

  @Override
  public String toString() {
    return "Passphrase[redacted]";
  }
}
