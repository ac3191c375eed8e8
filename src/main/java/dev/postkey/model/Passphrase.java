package dev.postkey.model;

import java.util.List;

/** A password made of random words of the EFF's large list, easy to type; it cannot be printed. */
public record Passphrase(List<String> words) {
  private static final double BITS_PER_WORD = Math.log(WordList.SIZE) / Math.log(2);

  public Passphrase {
    words = List.copyOf(words);
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
