package dev.postkey.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  @TempDir Path folder;

  @Test
  void a_new_key_has_256_random_bits_and_is_known_by_its_hash() {
    ApiKeys.Generated one = ApiKeys.generate();

    assertThat(one.key().reveal()).matches("pk_[A-Za-z0-9_-]{43}");
    assertThat(one.sha256()).isEqualTo(ApiKeys.sha256(one.key().reveal()));
    assertThat(one.key()).isNotEqualTo(ApiKeys.generate().key());
    assertThat(one.toString()).doesNotContain(one.key().reveal());
  }

  @Test
  void the_hash_is_that_of_the_published_example() {
    // FIPS 180-4, the one-block message of its example.
    assertThat(ApiKeys.sha256("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void new_secrets_load_when_they_are_pasted_into_the_file() throws IOException {
    NewSecrets secrets = NewSecrets.generate();
    Tree tree = Given.required();
    tree.root().remove("secrets");
    Path file = Files.writeString(folder.resolve("postkey.yaml"), secrets.yaml());

    Config config = new ConfigLoader(Map.of()).load(tree.root(), Optional.of(file));

    assertThat(config.secrets().indexKey()).isEqualTo(secrets.indexKey());
    assertThat(config.secrets().sealKeys()).hasSize(1);
  }

  @Test
  void new_secrets_load_when_they_are_pasted_into_the_environment() {
    NewSecrets secrets = NewSecrets.generate();
    Tree tree = Given.required();
    tree.root().remove("secrets");
    Map<String, String> environment =
        secrets
            .environment()
            .lines()
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));

    Config config = Given.load(tree, environment);

    assertThat("k1:" + config.secrets().sealKeys().get(0).key().reveal())
        .isEqualTo(secrets.sealKey().reveal());
  }

  @Test
  void new_secrets_are_new_and_do_not_print() {
    NewSecrets secrets = NewSecrets.generate();

    assertThat(List.of(secrets.sealKey(), secrets.indexKey()))
        .doesNotContain(NewSecrets.generate().sealKey(), NewSecrets.generate().indexKey());
    assertThat(secrets.toString())
        .doesNotContain(secrets.sealKey().reveal(), secrets.indexKey().reveal());
  }
}
