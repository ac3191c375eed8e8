package dev.postkey.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postkey.model.AppId;
import dev.postkey.model.Secrets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * F20: whatever a visitor sends to prove work that it has not done proves nothing, and whatever
 * stands in {@code X-Forwarded-For}, the visitor is counted as somebody.
 */
@Tag("fuzz")
class VisitFuzz {
  private static final Challenges CHALLENGES =
      new Challenges(PublicPort.INDEX, Secrets.system(), new SetClock());
  private static final Proxies PROXIES = new Proxies(List.of("0.0.0.0/1", "::/1"));

  @FuzzTest
  void F20_a_forged_proof_is_none_and_a_forged_header_breaks_nothing(byte[] bytes) {
    String text = new String(bytes, UTF_8);

    assertThat(CHALLENGES.solved(AppId.DEFAULT, text)).isEmpty();
    String wrapped = Base64.getEncoder().encodeToString(bytes);
    assertThat(CHALLENGES.solved(AppId.DEFAULT, wrapped)).isEmpty();
    assertThat(PROXIES.client("127.0.0.1", List.of(text)).network())
        .matches("[0-9a-f]{8}|[0-9a-f]{16}");
  }
}
