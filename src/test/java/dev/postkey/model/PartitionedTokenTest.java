package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and request ids name their partition and are otherwise evenly random. */
class PartitionedTokenTest {
  private static final int TOKENS = 1_000_000;
  private static final int SYMBOLS = UrlSafe.ALPHABET.length();

  /**
   * Above this the counts of 64 symbols are not even. With 63 degrees of freedom an even generator
   * gets there with a chance of 3.4e-13, so somewhere in 43 positions with less than 1.5e-11.
   */
  private static final double SUSPICIOUS = 180;

  private static final Secrets secrets = Secrets.system();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64})
  void the_first_character_names_the_partition(int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      Token token = Token.parse(secrets.tokenIn(partition, partitions)).orElseThrow();
      RequestId id = new RequestId(secrets.idIn(partition, partitions));
      assertThat(token.partition(partitions)).isEqualTo(partition);
      assertThat(id.partition(partitions)).isEqualTo(partition);
    }
  }

  @Test
  void the_first_character_is_any_of_those_that_fit() {
    // To miss one of the four in 400 draws has a chance of 10^-49.
    String fitting = "FVl1"; // positions 5, 21, 37, 53
    assertThat(firsts(() -> secrets.tokenIn(5, 16))).isEqualTo(sorted(fitting));
    assertThat(firsts(() -> secrets.idIn(5, 16))).isEqualTo(sorted(fitting));
    assertThat(firsts(() -> secrets.tokenIn(63, 64))).isEqualTo("_");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, -1", "0, 3", "0, 128", "-1, 16", "16, 16", "1, 1"})
  void a_partition_that_cannot_be_is_refused(int partition, int partitions) {
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.tokenIn(partition, partitions));
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.idIn(partition, partitions));
  }

  @Test
  @DisplayName("S1: a million tokens use every character evenly in each of the 43 positions")
  void S1_a_million_tokens_are_even_in_every_position() {
    assertThat(unevenness(secrets, Token.LENGTH, s -> s.tokenIn(0, 1))).isLessThan(SUSPICIOUS);
  }

  @Test
  @DisplayName("S1: so does what the plain token is made of")
  void S1_a_million_plain_tokens_are_even_in_every_position() {
    // 33 bytes, as the last of 43 characters holds four bits only and cannot use them all.
    assertThat(unevenness(secrets, 44, s -> s.tokenUrlsafe(33))).isLessThan(SUSPICIOUS);
  }

  @Test
  @DisplayName("S1: the measure finds a generator that is off by one")
  void S1_the_measure_finds_a_small_bias() {
    SplittableRandom source = new SplittableRandom(1);
    Secrets even = new Secrets(bytesBelow(256, source));
    Secrets neverFullByte = new Secrets(bytesBelow(255, source));
    assertThat(unevenness(even, Token.LENGTH, s -> s.tokenIn(0, 1))).isLessThan(SUSPICIOUS);
    assertThat(unevenness(neverFullByte, Token.LENGTH, s -> s.tokenIn(0, 1)))
        .isGreaterThan(SUSPICIOUS);
  }

  @Test
  @DisplayName("S1: 252 random bits show in a token even where its first character is settled")
  void S1_each_of_252_random_bits_makes_another_token() {
    Set<String> tokens = new HashSet<>();
    for (int bit = 0; bit < 252; bit++) {
      tokens.add(new Secrets(oneBit(bit)).tokenIn(7, 64));
    }
    assertThat(tokens).hasSize(252).allMatch(token -> token.startsWith("H"));
  }

  /** Draws zeros but for one bit. */
  private static ScriptedRandom oneBit(int bit) {
    return new ScriptedRandom(
        bytes -> {
          if (bytes.length > bit / Byte.SIZE) {
            bytes[bit / Byte.SIZE] = (byte) (0x80 >> bit % Byte.SIZE);
          }
        });
  }

  /** The largest chi-squared statistic among the positions of {@link #TOKENS} tokens. */
  private static double unevenness(Secrets from, int length, Draw draw) {
    int[][] counts = new int[length][SYMBOLS];
    for (int i = 0; i < TOKENS; i++) {
      String token = draw.from(from);
      for (int position = 0; position < length; position++) {
        counts[position][UrlSafe.indexOf(token.charAt(position))]++;
      }
    }
    return Arrays.stream(counts).mapToDouble(PartitionedTokenTest::chiSquared).max().orElseThrow();
  }

  private static double chiSquared(int[] counts) {
    double expected = (double) TOKENS / SYMBOLS;
    return Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
  }

  private interface Draw {
    String from(Secrets secrets);
  }

  private static ScriptedRandom bytesBelow(int bound, SplittableRandom source) {
    return new ScriptedRandom(
        bytes -> {
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) source.nextInt(bound);
          }
        });
  }

  private static String firsts(Supplier<String> draw) {
    return IntStream.range(0, 400)
        .mapToObj(i -> draw.get().substring(0, 1))
        .distinct()
        .sorted()
        .collect(Collectors.joining());
  }

  private static String sorted(String characters) {
    return characters.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  }
}
