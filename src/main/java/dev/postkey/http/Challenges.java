package dev.postkey.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.postkey.config.Config;
import dev.postkey.model.AppId;
import dev.postkey.model.Secrets;
import dev.postkey.redis.IndexKeys;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.altcha.altcha.Altcha;

/**
 * Work that a browser has to prove, in the protocol of ALTCHA, so that its widget can do it. A
 * challenge is nowhere stored: it is signed with a key of the app's own and names its end. That its
 * solution is used once is for {@link ClientLimits#useUp} to see. Thread-safe.
 */
public final class Challenges {
  /** Longer than anybody needs to fill in a form; a widget fetches another when it is over. */
  static final Duration LIFE = Duration.ofMinutes(10);

  /** A used solution is remembered for longer than it lives by the clock of any node. */
  static final Duration KEEP = LIFE.multipliedBy(3);

  private static final int LONGEST = 2048;
  private static final int SALT_BYTES = 16;
  private static final String EXPIRES = "expires";

  private final IndexKeys index;
  private final Secrets secrets;
  private final Clock clock;

  /**
   * @param index keyed alike on all nodes, so that each takes what another has asked for
   */
  public Challenges(IndexKeys index, Secrets secrets, Clock clock) {
    this.index = index;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** A new challenge, as the widget reads it. */
  JsonObject create(Config.App app) {
    int most = app.challenge().difficulty();
    Altcha.Challenge challenge =
        sign(
            options(app.id())
                .setSalt(secrets.tokenHex(SALT_BYTES))
                .setNumber((long) secrets.randbelow(most))
                .setMaxNumber((long) most)
                .setExpires(clock.instant().plus(LIFE).getEpochSecond()));
    return new JsonObject()
        .put("algorithm", challenge.algorithm)
        .put("challenge", challenge.challenge)
        .put("maxnumber", challenge.maxnumber)
        .put("salt", challenge.salt)
        .put("signature", challenge.signature);
  }

  /**
   * What names the challenge that {@code solution} solves; nothing when it solves none of {@code
   * app}'s, or too late. The same challenge is always named alike.
   *
   * @param solution as the widget gives it: JSON in Base64
   */
  Optional<String> solved(AppId app, String solution) {
    try {
      return solution.length() > LONGEST
          ? Optional.empty()
          : solved(app, new JsonObject(new String(Base64.getDecoder().decode(solution), UTF_8)));
    } catch (IllegalArgumentException | DecodeException | ClassCastException malformed) {
      return Optional.empty();
    }
  }

  private Optional<String> solved(AppId app, JsonObject solution) {
    String salt = solution.getString("salt");
    Long number = solution.getLong("number");
    if (salt == null || number == null) {
      return Optional.empty(); // The library would draw what is missing.
    }
    Altcha.Challenge made = sign(options(app).setSalt(salt).setNumber(number));
    boolean ours =
        same(made.algorithm, solution.getString("algorithm"))
            & same(made.challenge, solution.getString("challenge"))
            & same(made.signature, solution.getString("signature"));
    return ours && isInTime(salt) ? Optional.of(made.challenge) : Optional.empty();
  }

  /** Asked only of a salt that we have signed. */
  private boolean isInTime(String salt) {
    try {
      Map<String, String> parameters = Altcha.extractParams(salt);
      return clock.instant().getEpochSecond() < Long.parseLong(parameters.get(EXPIRES));
    } catch (Exception e) {
      throw new IllegalStateException("a challenge of ours says no end", e);
    }
  }

  /** The library's own comparison stops at the first difference. */
  private static boolean same(String made, String given) {
    return given != null && MessageDigest.isEqual(made.getBytes(UTF_8), given.getBytes(UTF_8));
  }

  private Altcha.ChallengeOptions options(AppId app) {
    return new Altcha.ChallengeOptions().setHmacKey(index.challengeKey(app).reveal());
  }

  private static Altcha.Challenge sign(Altcha.ChallengeOptions options) {
    try {
      return Altcha.createChallenge(options);
    } catch (Exception e) {
      throw new IllegalStateException("SHA-256 is not to be had", e);
    }
  }
}
