package dev.postkey.http;

import static dev.postkey.http.Configs.origin;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import org.altcha.altcha.Altcha;

/** Does the work that a challenge asks for, as ALTCHA's widget does, with its own library. */
final class Solver {
  private Solver() {}

  /** Fetches a challenge and solves it. */
  static String solve(PublicPort port, String app) throws Exception {
    return encode(solution(challenge(port, app)));
  }

  static JsonObject challenge(PublicPort port, String app) {
    return new JsonObject(
        port.send(port.request("/v1/challenge?app=" + app).header("Origin", origin(app)).GET())
            .body());
  }

  static JsonObject solution(JsonObject challenge) throws Exception {
    Altcha.Solution solution =
        Altcha.solveChallenge(
            challenge.getString("challenge"),
            challenge.getString("salt"),
            Altcha.Algorithm.SHA256,
            challenge.getLong("maxnumber"),
            0);
    JsonObject solved = challenge.copy().put("number", solution.number).put("took", solution.took);
    solved.remove("maxnumber");
    return solved;
  }

  /** What the widget puts into its field. */
  static String encode(JsonObject solution) {
    return Base64.getEncoder().encodeToString(solution.encode().getBytes(UTF_8));
  }
}
