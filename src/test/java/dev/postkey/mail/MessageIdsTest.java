package dev.postkey.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postkey.config.Secret;
import dev.postkey.model.RequestId;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final RequestId REQUEST = new RequestId("AAAAAAAAAAAAAAAAAAAAAA");

  private final MessageIds ids = new MessageIds(new Secret(Mails.INDEX_KEY));

  @Test
  void M2_every_attempt_on_every_node_gives_a_message_the_same_name() {
    MessageIds otherNode = new MessageIds(new Secret(Mails.INDEX_KEY));

    assertThat(otherNode.of(REQUEST, 0, "example.com"))
        .isEqualTo(ids.of(REQUEST, 0, "example.com"))
        .matches("<[0-9a-f]{32}@example\\.com>");
  }

  @Test
  void M2_the_name_is_the_keyed_hash_of_request_and_generation() {
    // printf 'postkey/v1|message-id|AAAAAAAAAAAAAAAAAAAAAA|0' | openssl dgst -sha256 -mac HMAC
    //   -macopt hexkey:0000000000000000000000000000000000000000000000000000000000000000
    assertThat(ids.of(REQUEST, 0, "example.com"))
        .isEqualTo("<7068038c0504172455301e5973866c74@example.com>");
  }

  @Test
  void M2_another_request_generation_or_key_gives_another_name() {
    byte[] key = new byte[32];
    key[0] = 1;
    MessageIds otherKey = new MessageIds(new Secret(Base64.getEncoder().encodeToString(key)));

    assertThat(ids.of(REQUEST, 0, "example.com"))
        .isNotEqualTo(ids.of(REQUEST, 1, "example.com"))
        .isNotEqualTo(ids.of(new RequestId("BAAAAAAAAAAAAAAAAAAAAA"), 0, "example.com"))
        .isNotEqualTo(otherKey.of(REQUEST, 0, "example.com"));
  }
}
