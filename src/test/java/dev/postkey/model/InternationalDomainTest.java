package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.IDN;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternationalDomainTest {

  @ParameterizedTest
  @CsvSource({
    "b\u00fccher.example, xn--bcher-kva.example",
    "B\u00dcCHER.Example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "XN--BCHER-KVA.example, xn--bcher-kva.example",
    "mail.b\u00fccher.\u4e2d\u56fd, mail.xn--bcher-kva.xn--fiqs8s",
    "\u4f8b\u3048.\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
    "\u05d0\u05d1.example, xn--4dbc.example",
    "\ud83d\ude00.example, xn--e28h.example",
  })
  @DisplayName("A4: an international domain becomes its A-labels")
  void A4_an_international_domain_becomes_its_a_labels(String domain, String aLabels) {
    assertThat(normalized(domain)).isEqualTo(aLabels);
  }

  @Test
  @DisplayName("A4: the sharp s and the joiners are letters of their own, not those of 2003")
  void A4_deviations_are_kept() {
    assertThat(normalized("stra\u00dfe.example")).isEqualTo("xn--strae-oqa.example");
    assertThat(IDN.toASCII("stra\u00dfe.example")).isEqualTo("strasse.example");
    assertThat(normalized("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example"))
        .isEqualTo("xn--mgba3gch31f060k.example");
  }

  @ParameterizedTest
  @CsvSource({
    "\u210aithub.com, github.com",
    "\uff47ithub.com, github.com",
    "\uff27\uff29\uff34hub.com, github.com",
    "\ud835\udd58ithub.com, github.com",
    "\u24d6ithub.com, github.com",
    "\u212aernel.org, kernel.org",
    "\u017fhop.example, shop.example",
    "\ufb01sh.example, fish.example",
    "git\u00adhub.com, github.com",
    "git\u2060hub.com, github.com",
    "git\ufe0fhub.com, github.com",
    "github\u3002com, github.com",
    "github\uff0ecom, github.com",
    "github\uff61com, github.com",
  })
  @DisplayName("A4: a domain that java.net.IDN would turn into an ASCII one is refused")
  void A4_a_name_in_disguise_is_refused(String domain, String imitated) {
    assertThat(IDN.toASCII(domain)).isEqualTo(imitated);
    assertRefused(domain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u210aith\u00fcb.com",
        "b\u00fc\u00adcher.example",
        "\u0130stanbul.example",
        "b\u00fccher\u2488com",
        "\u33c2.example",
        "b\u00fccher.exampl\u212f",
      })
  @DisplayName("A4: a disguised character is refused in an international label too")
  void A4_a_disguised_character_is_refused_anywhere(String domain) {
    assertRefused(domain);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "a\u05d0.example",
        "1\u05d0.example",
        "\u0301a.example",
        "a\u200cb.example",
        "b\u00fc_cher.example",
        "-b\u00fccher.example",
        "b\u00fccher-.example",
        "b\u00fccher..example",
        "b\u00fccher",
        "b\u00fccher.\u0662\u0663",
        "xn--.example",
        "xn--a.example",
        "xn--github-.com",
        "xn--zzzzzzz9999999.example",
        "mail.XN--A.example",
        "b\u00fc\ue000cher.example",
        "b\u00fc\ufdd0cher.example",
        "b\u00fc%00.example",
        "b\u00fc\r\n.example",
      })
  @DisplayName("A4: what UTS 46 forbids, and A-labels that stand for nothing, are refused")
  void A4_what_is_no_international_domain_is_refused(String domain) {
    assertRefused(domain);
  }

  @Test
  @DisplayName("A4: a label is measured as its A-label")
  void A4_a_label_of_64_octets_is_refused() {
    assertThat(normalized("\u00fc".repeat(50) + ".example")).startsWith("xn--");
    assertRefused("\u4e2d\u56fd".repeat(29) + ".example");
  }

  @Test
  @DisplayName("A1, A4: whatever is accepted is plain ASCII and reads back as itself")
  void A4_an_accepted_address_is_ascii_and_reads_back_as_itself() {
    Random random = new Random(7);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = random(random);
      String value = valueOrNull(text);
      if (value != null) {
        accepted++;
        assertThat(value).matches("[!-?A-~]{1,64}@[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");
        assertThat(EmailAddress.parse(value).value()).isEqualTo(value);
      }
    }
    assertThat(accepted).isBetween(1_000, 40_000);
  }

  private static final String[] PIECES = {
    "a", "Z", "1", ".", "-", "@", "xn--", "\u00fc", "U\u0308", "\u00df", "\u4e2d", "\u05d0",
    "\u200d", "\u0130", "\u212a", "\ud800", "\udc00", "\u0000", "\r\n", "%00", "<", "\"", ",", " ",
    "kva"
  };

  /** Mostly letters, so that a good part is valid. */
  private static String random(Random random) {
    StringBuilder text = new StringBuilder("a@");
    for (int i = random.nextInt(6); i >= 0; i--) {
      int reach = random.nextInt(10) == 0 ? PIECES.length : 12;
      text.append(PIECES[random.nextInt(reach)]);
    }
    return text.append(".example").toString();
  }

  private static String valueOrNull(String text) {
    try {
      return EmailAddress.parse(text).value();
    } catch (InvalidEmailAddress refused) {
      return null;
    }
  }

  private static String normalized(String domain) {
    return EmailAddress.parse("ann@" + domain).domain();
  }

  private static void assertRefused(String domain) {
    assertThatThrownBy(() -> normalized(domain)).isInstanceOf(InvalidEmailAddress.class);
  }
}
