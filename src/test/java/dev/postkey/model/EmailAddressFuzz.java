package dev.postkey.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.mail.internet.InternetAddress;
import org.junit.jupiter.api.Tag;

/** F20: whatever is sent for an address is refused, or is one address to everybody who reads it. */
@Tag("fuzz")
class EmailAddressFuzz {
  @FuzzTest
  void F20_what_is_taken_is_one_plain_address(FuzzedDataProvider data) throws Exception {
    String text = data.consumeRemainingAsString();
    EmailAddress address;
    try {
      address = EmailAddress.parse(text);
    } catch (InvalidEmailAddress refused) {
      return;
    }
    String value = address.value();
    assertThat(value).matches("[!-~&&[^()<>,;:\\\\\"\\[\\]@]]+@[a-z0-9.-]+").hasSizeLessThan(255);
    assertThat(value.substring(0, value.indexOf('@')))
        .isEqualTo(text.substring(0, text.indexOf('@')));
    assertThat(EmailAddress.parse(value)).isEqualTo(address);
    assertThat(EmailAddress.parse(address.key()).key()).isEqualTo(address.key());
    assertThat(InternetAddress.parse(value, true))
        .extracting(InternetAddress::getAddress)
        .containsExactly(value);
  }
}
