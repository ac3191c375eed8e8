package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;

/** F20: tokens, ids, subjects, durations and rates are what their grammars say, or refused. */
@Tag("fuzz")
class GrammarFuzz {
  @FuzzTest
  void F20_what_is_taken_fits_its_grammar(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();

    boolean token = text.matches("\\A[A-Za-z0-9_-]{43}\\z");
    assertThat(Token.parse(text).map(Token::reveal).filter(text::equals).isPresent())
        .isEqualTo(token);
    boolean id = text.matches("\\A[A-Za-z0-9_-]{22}\\z");
    assertThat(RequestId.parse(text).isPresent()).isEqualTo(id);
    assertThat(AppId.isValid(text)).isEqualTo(taken(AppId::new, text));
    taken(Subject::new, text);
    taken(Rate::parse, text);
    if (taken(Durations::parse, text)) {
      assertThat(Durations.parse(text))
          .isBetween(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));
    }
  }

  /** False when it is refused as every wrong value is; anything else thrown is a finding. */
  private static boolean taken(Function<String, ?> parser, String text) {
    try {
      parser.apply(text);
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("\n");
      return false;
    }
  }
}
