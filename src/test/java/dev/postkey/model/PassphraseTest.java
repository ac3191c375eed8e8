package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {
  private static final Secrets secrets = Secrets.system();

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10})
  void a_passphrase_has_as_many_words_of_the_list_as_asked_for(int words) {
    Passphrase passphrase = secrets.passphrase(words);
    assertThat(passphrase.words()).hasSize(words).isSubsetOf(WordList.words());
  }

  @Test
  @DisplayName("P3: the words are joined by blanks, as some contain a hyphen")
  void P3_the_words_are_joined_by_blanks() {
    Passphrase passphrase = secrets.passphrase(4);
    assertThat(passphrase.reveal().split(" ")).containsExactlyElementsOf(passphrase.words());
    assertThat(WordList.words())
        .filteredOn(word -> word.contains("-"))
        .containsExactly("drop-down", "felt-tip", "t-shirt", "yo-yo");
  }

  @ParameterizedTest
  @CsvSource({"1, 12.925", "4, 51.699", "6, 77.549", "20, 258.496"})
  @DisplayName("P3: it states its entropy, log2 of 7,776 for each word")
  void P3_it_states_its_entropy(int words, double bits) {
    assertThat(secrets.passphrase(words).entropyBits()).isCloseTo(bits, within(0.001));
  }

  @Test
  @DisplayName("P1: four words are long enough for a password, whichever they are")
  void P1_the_shortest_four_words_make_fifteen_characters() {
    int shortest = WordList.words().stream().mapToInt(String::length).min().orElseThrow();
    assertThat(4 * shortest + 3).isEqualTo(15);
  }

  @Test
  void the_list_is_the_large_one_of_the_eff() {
    assertThat(WordList.words())
        .hasSize(7_776)
        .doesNotHaveDuplicates()
        .allMatch(word -> word.matches("[a-z]+(-[a-z]+)?"))
        .startsWith("abacus", "abdomen", "abdominal")
        .endsWith("zookeeper", "zoology", "zoom");
  }

  @Test
  void a_passphrase_of_no_words_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.passphrase(0));
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.passphrase(-1));
  }

  @Test
  @DisplayName("S14: a passphrase cannot be printed")
  void S14_a_passphrase_cannot_be_printed() {
    assertThat(secrets.passphrase(4)).hasToString("Passphrase[redacted]");
  }
}
