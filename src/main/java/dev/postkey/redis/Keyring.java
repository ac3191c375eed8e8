package dev.postkey.redis;

import dev.postkey.config.Config;
import dev.postkey.model.Secrets;

/**
 * All that turns what a person said into what Redis may hold. Thread-safe.
 *
 * @param secrets draws tokens and ids
 * @param index hashes what must be found again
 * @param sealer seals what must be read again
 */
public record Keyring(Secrets secrets, IndexKeys index, Sealer sealer) {

  public static Keyring of(Config.Secrets config) {
    Secrets secrets = Secrets.system();
    return new Keyring(
        secrets, new IndexKeys(config.indexKey()), new Sealer(config.sealKeys(), secrets));
  }
}
