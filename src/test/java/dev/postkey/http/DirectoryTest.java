package dev.postkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postkey.config.ApiKeys;
import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.support.Configs;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who an API key is, while it is being changed for another one. */
class DirectoryTest {
  private static final String OLD = "pk_" + "o".repeat(43);
  private static final String NEW = "pk_" + "n".repeat(43);

  private static Directory directory(String... keys) {
    StringBuilder hashes = new StringBuilder();
    for (String key : keys) {
      hashes.append(hashes.length() == 0 ? "" : ",").append("sha256:").append(ApiKeys.sha256(key));
    }
    return new Directory(
        Configs.of("redis://127.0.0.1:1", "POSTKEY_APPS_DEFAULT_API_KEYS", hashes.toString()));
  }

  private static Optional<AppId> appOf(Directory directory, String key) {
    return directory.caller("Bearer " + key).map(caller -> caller.app().id());
  }

  @Test
  void an_app_has_several_keys_while_its_callers_move_from_one_to_the_next() {
    assertThat(appOf(directory(OLD), NEW)).isEmpty();
    assertThat(appOf(directory(OLD, NEW), OLD)).contains(AppId.DEFAULT);
    assertThat(appOf(directory(OLD, NEW), NEW)).contains(AppId.DEFAULT);
    assertThat(appOf(directory(NEW), OLD)).isEmpty();
  }

  @Test
  void each_key_has_a_limit_of_its_own_wherever_it_stands_in_the_list() {
    String alone = directory(OLD).caller("Bearer " + OLD).orElseThrow().id();
    String second = directory(NEW, OLD).caller("Bearer " + OLD).orElseThrow().id();

    assertThat(second).isEqualTo(alone);
    assertThat(directory(NEW, OLD).caller("Bearer " + NEW).orElseThrow().id()).isNotEqualTo(alone);
  }

  @Test
  void a_key_has_the_usual_scopes_and_no_others_unless_they_are_named() {
    Caller caller = directory(OLD).caller("Bearer " + OLD).orElseThrow();

    for (Config.Scope scope :
        new Config.Scope[] {Config.Scope.REQUEST, Config.Scope.READ, Config.Scope.CONSUME}) {
      caller.require(scope);
    }
    for (Config.Scope scope : new Config.Scope[] {Config.Scope.MINT, Config.Scope.ADMIN}) {
      assertThatThrownBy(() -> caller.require(scope)).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void neither_the_hash_nor_a_part_of_the_key_is_the_key() {
    Directory directory = directory(OLD);

    assertThat(appOf(directory, ApiKeys.sha256(OLD))).isEmpty();
    assertThat(appOf(directory, "sha256:" + ApiKeys.sha256(OLD))).isEmpty();
    assertThat(appOf(directory, OLD.substring(0, OLD.length() - 1))).isEmpty();
    assertThat(appOf(directory, OLD + OLD)).isEmpty();
    assertThat(appOf(directory, "")).isEmpty();
  }
}
