package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What CPython's own tests say of its {@code secrets} module must be true of this one. */
class SecretsTest {
  private static final Secrets secrets = Secrets.system();

  @Test
  void the_default_is_32_bytes_in_every_form() {
    assertThat(Secrets.DEFAULT_ENTROPY).isEqualTo(32);
    assertThat(secrets.tokenBytes()).hasSize(32);
    assertThat(secrets.tokenHex()).hasSize(64);
    assertThat(secrets.tokenUrlsafe()).hasSize(43);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 17, 100})
  void token_bytes_are_as_many_as_asked_for(int n) {
    assertThat(secrets.tokenBytes(n)).hasSize(n);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 25, 90})
  void a_hex_token_has_two_digits_for_each_byte(int n) {
    assertThat(secrets.tokenHex(n)).hasSize(2 * n).matches("[0-9a-f]*");
  }

  @Test
  void a_urlsafe_token_has_four_characters_for_three_bytes_and_no_padding() {
    for (int n = 0; n <= 64; n++) {
      int length = (4 * n + 2) / 3; // ceil(4n/3)
      assertThat(secrets.tokenUrlsafe(n)).hasSize(length).matches("[A-Za-z0-9_-]*");
    }
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/model/python-secrets.csv")
  void the_same_bytes_give_the_same_tokens_as_in_python(int n, String hex, String urlsafe) {
    assertThat(counting().tokenHex(n)).isEqualTo(hex == null ? "" : hex);
    assertThat(counting().tokenUrlsafe(n)).isEqualTo(urlsafe == null ? "" : urlsafe);
  }

  @Test
  void a_negative_size_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.tokenBytes(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.tokenHex(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.tokenUrlsafe(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.randbits(-1));
  }

  @Test
  void tokens_do_not_repeat() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      assertThat(seen.add(secrets.tokenUrlsafe())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 12, 30, 64, 256})
  void randbits_are_at_most_as_many_as_asked_for(int k) {
    for (int i = 0; i < 50; i++) {
      assertThat(secrets.randbits(k).signum()).isNotNegative();
      assertThat(secrets.randbits(k).bitLength()).isLessThanOrEqualTo(k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void randbelow_reaches_everything_below_its_bound_and_nothing_else(int bound) {
    // To miss one of nine values in 1,000 draws has a chance of 10^-50.
    assertThat(IntStream.range(0, 1_000).map(i -> secrets.randbelow(bound)).boxed())
        .hasSameElementsAs(IntStream.range(0, bound).boxed().toList());
    assertThat(Stream.generate(() -> secrets.randbelow(BigInteger.valueOf(bound))).limit(1_000))
        .hasSameElementsAs(IntStream.range(0, bound).mapToObj(BigInteger::valueOf).toList());
  }

  @Test
  void randbelow_knows_no_largest_bound() {
    BigInteger bound = BigInteger.TWO.pow(300).add(BigInteger.ONE);
    for (int i = 0; i < 100; i++) {
      assertThat(secrets.randbelow(bound))
          .isBetween(BigInteger.ZERO, bound.subtract(BigInteger.ONE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void randbelow_of_nothing_is_refused(int bound) {
    assertThatIllegalArgumentException().isThrownBy(() -> secrets.randbelow(bound));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> secrets.randbelow(BigInteger.valueOf(bound)));
  }

  @Test
  void choice_is_one_of_the_items_and_each_in_turn() {
    List<Integer> items = List.of(1, 2, 4, 8, 16, 32, 64);
    assertThat(Stream.generate(() -> secrets.choice(items)).limit(1_000)).hasSameElementsAs(items);
    assertThatThrownBy(() -> secrets.choice(List.of()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "bcd", "xyz123"})
  @DisplayName("S16: equal secrets are equal")
  void S16_equal_secrets_are_equal(String s) {
    String a = s.repeat(100);
    assertThat(Secrets.compareDigest(a, s.repeat(100))).isTrue();
    assertThat(Secrets.compareDigest(utf8(a), utf8(a))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"abc, abcd", "abcd, abc", "'', a", "xxxq, xxxk", "mnq, mnk", "a1b2c3q, a1b2c3k"})
  @DisplayName("S16: secrets that differ in a character or in length are not equal")
  void S16_different_secrets_are_not_equal(String a, String b) {
    assertThat(Secrets.compareDigest(a, b)).isFalse();
    assertThat(Secrets.compareDigest(utf8(a), utf8(b))).isFalse();
    assertThat(Secrets.compareDigest(a.repeat(100), b.repeat(100))).isFalse();
  }

  @Test
  @DisplayName("S16: texts beyond ASCII and missing secrets are not compared at all")
  void S16_what_cannot_be_compared_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Secrets.compareDigest("\u00e9", "\u00e9"));
    assertThatIllegalArgumentException().isThrownBy(() -> Secrets.compareDigest("e", "\u00e9"));
    assertThatThrownBy(() -> Secrets.compareDigest((String) null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Secrets.compareDigest((byte[]) null, null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Secrets.compareDigest(new byte[0], null))
        .isInstanceOf(NullPointerException.class);
  }

  /** Bytes of which the i-th is (251 - 7i) mod 256, as the table was made. */
  private static Secrets counting() {
    return new Secrets(
        new ScriptedRandom(
            bytes -> {
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (251 - 7 * i);
              }
            }));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
