package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postkey.config.Config;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/**
 * F20: whatever bytes a body has, it is refused as a caller's fault, or read as anybody reads it.
 */
@Tag("fuzz")
class BodyFuzz {
  @FuzzTest
  void F20_a_body_is_refused_or_read_as_the_framework_reads_it(byte[] body) throws Exception {
    MultiMap none = MultiMap.caseInsensitiveMultiMap();
    Received received = new Received(none, Map.of(), Buffer.buffer(body), none, () -> false);
    String text;
    AccountFields account;
    try {
      text = received.text();
      Fields fields = Fields.read(text, AccountFields.NAMES);
      account = AccountFields.take(fields, Config.Accounts.TRUSTED);
      fields.check();
    } catch (Refusal refusal) {
      assertThat(refusal.answer().status()).isEqualTo(400);
      assertThat(refusal.answer().body().length()).isLessThan(BodyReader.MAX_BYTES);
      return;
    }
    JsonObject same = new JsonObject(text);
    assertThat(AccountFields.NAMES).containsAll(same.fieldNames());
    assertThat(same.getString("email")).startsWith(account.email().value().split("@")[0] + "@");
    assertThat(account.name().orElse(null)).isEqualTo(same.getString("name"));
    JsonObject data = same.getJsonObject("data", new JsonObject());
    assertThat(account.data()).isEqualTo(data.getMap());
  }
}
