package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        "Ann Lee",
        "O'Hara-Mac\u00a0Leod, \"Jr.\" <script>",
        "Zo\u00eb",
        "Zoe\u0308",
        "\u738b\u5c0f\u660e",
        "\u0645\u062d\u0645\u062f",
        "\ud83d\ude00\ud83c\udffd",
        "Ann \u2764\ufe0f",
        "\u845b\udb40\udd00",
        "\ud83e\udee0",
        "\ud83e\udee9",
        "\u3000",
        "\u560a",
      })
  @DisplayName("A6, M3: letters of any script, accents, emoji and blanks are plain")
  void A6_what_can_be_seen_is_plain(String text) {
    assertThat(Text.isPlain(text)).isTrue();
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      ints = {
        0x0000, 0x0008, 0x0009, 0x000a, 0x000d, 0x001b, 0x001f, 0x007f, 0x0085, 0x009f, // controls
        0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, // bidirectional
        0x2066, 0x2067, 0x2068, 0x2069, // isolates
        0x00ad, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0x2064, 0xfeff, // zero width
        0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0, // fillers
        0x2028, 0x2029, // line separators
        0xd800, 0xdbff, 0xdc00, 0xdfff, // lone surrogates
        0xe000, 0xf8ff, 0xf0000, 0x10fffd, // private
        0xfffe, 0xffff, 0xfdd0, 0xfdef, 0x1fffe, 0x10ffff, // noncharacters
        0x2065, 0xfff0, 0xfff8, 0xfff9, 0xe0000, 0xe0001, 0xe0020, 0xe007f, 0xe0fff, // invisible
      })
  @DisplayName("A6: control, bidirectional, zero-width and other unseen characters are not plain")
  void A6_what_cannot_be_seen_is_not_plain(int codePoint) {
    String hidden = Character.toString(codePoint);
    assertThat(Text.isPlain(hidden)).isFalse();
    assertThat(Text.isPlain("Ann" + hidden)).isFalse();
    assertThat(Text.isPlain(hidden + "Ann")).isFalse();
  }
}
