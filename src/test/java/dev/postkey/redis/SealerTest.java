package dev.postkey.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.config.Config;
import dev.postkey.config.Secret;
import dev.postkey.model.AppId;
import dev.postkey.model.Secrets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final Sealer.Place PLACE = new Sealer.Place(AppId.DEFAULT, "job", "id-1");

  private static Config.SealKey key(String id, int fill) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return new Config.SealKey(id, new Secret(Base64.getEncoder().encodeToString(bytes)));
  }

  private static Sealer sealer(Config.SealKey... keys) {
    return new Sealer(List.of(keys), Secrets.system());
  }

  @Test
  void what_is_sealed_opens_in_its_place() {
    Sealer sealer = sealer(key("k1", 1));

    String sealed = sealer.seal(PLACE, "ann@example.com 🔑");

    assertThat(sealed).startsWith("1.k1.").doesNotContain("ann@");
    assertThat(sealer.open(PLACE, sealed)).isEqualTo("ann@example.com 🔑");
  }

  @Test
  void the_same_text_never_looks_the_same_twice() {
    Sealer sealer = sealer(key("k1", 1));

    assertThat(sealer.seal(PLACE, "x")).isNotEqualTo(sealer.seal(PLACE, "x"));
  }

  @Test
  void a_sealed_text_opens_nowhere_else() {
    Sealer sealer = sealer(key("k1", 1));
    String sealed = sealer.seal(PLACE, "ann@example.com");

    for (Sealer.Place elsewhere :
        List.of(
            new Sealer.Place(new AppId("other"), "job", "id-1"),
            new Sealer.Place(AppId.DEFAULT, "token", "id-1"),
            new Sealer.Place(AppId.DEFAULT, "job", "id-2"))) {
      assertThatThrownBy(() -> sealer.open(elsewhere, sealed)).isInstanceOf(BrokenSeal.class);
    }
  }

  @Test
  void the_first_key_seals_and_all_open() {
    String old = sealer(key("k1", 1)).seal(PLACE, "old");
    Sealer rotated = sealer(key("k2", 2), key("k1", 1));

    assertThat(rotated.open(PLACE, old)).isEqualTo("old");
    assertThat(rotated.seal(PLACE, "new")).startsWith("1.k2.");
  }

  @Test
  void a_key_that_is_not_configured_opens_nothing() {
    String sealed = sealer(key("k1", 1)).seal(PLACE, "x");

    assertThatThrownBy(() -> sealer(key("k2", 1)).open(PLACE, sealed))
        .isInstanceOf(UnknownSealKey.class)
        .hasMessage("secrets.seal-keys lacks k1");
    assertThatThrownBy(() -> sealer(key("k1", 2)).open(PLACE, sealed))
        .isExactlyInstanceOf(BrokenSeal.class);
  }

  @Test
  void any_altered_character_breaks_the_seal() {
    Sealer sealer = sealer(key("k1", 1));
    String sealed = sealer.seal(PLACE, "ann@example.com");

    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String altered = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThatThrownBy(() -> sealer.open(PLACE, altered))
          .as("position %d", i)
          .isInstanceOf(BrokenSeal.class);
    }
  }

  @Test
  void garbage_breaks_the_seal_and_nothing_else() {
    Sealer sealer = sealer(key("k1", 1));

    for (String garbage :
        List.of("", ".", "1.k1.", "1.k1.!!!!", "1.k1.AAAA", "2.k1.AAAA", "1.K 1\n.A", "x")) {
      assertThatThrownBy(() -> sealer.open(PLACE, garbage)).isExactlyInstanceOf(BrokenSeal.class);
    }
  }

  /** RFC 5869, test case 3: SHA-256, no salt; its info is empty. */
  @Test
  void keys_are_derived_as_rfc_5869_says() throws Exception {
    byte[] key = HexFormat.of().parseHex("0b".repeat(22));

    assertThat(HexFormat.of().formatHex(Sealer.derive(key, new byte[0])))
        .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  }
}
