package dev.postkey;

import dev.postkey.bus.ListDeadLetters.DeadLetter;
import dev.postkey.bus.ListDeadLetters.LastAttempt;
import dev.postkey.model.AppId;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;

/** A dead letter in one line, for operators or for programs. */
final class DeadLetterText {
  private DeadLetterText() {}

  static String of(DeadLetter letter, boolean json) {
    return json ? json(letter).encode() : line(letter);
  }

  private static String line(DeadLetter letter) {
    StringBuilder line =
        new StringBuilder()
            .append(letter.request())
            .append("  ")
            .append(letter.diedAt().truncatedTo(ChronoUnit.SECONDS))
            .append("  app=")
            .append(letter.app().map(AppId::value).orElse("?"))
            .append(" to=")
            .append(letter.address().orElse("?"))
            .append(" reason=")
            .append(letter.reason())
            .append(" attempts=")
            .append(letter.attempts());
    if (letter.generation() > 1) {
      line.append(" replays=").append(letter.generation() - 1);
    }
    letter.last().ifPresent(last -> append(line, last));
    return line.toString();
  }

  private static void append(StringBuilder line, LastAttempt last) {
    if (!last.stage().isEmpty()) {
      line.append(" stage=").append(last.stage());
    }
    last.replyCode().ifPresent(code -> line.append(" code=").append(code));
    last.replyText().ifPresent(text -> line.append(" reply=\"").append(text).append('"'));
  }

  private static JsonObject json(DeadLetter letter) {
    JsonObject json =
        new JsonObject()
            .put("id", letter.request().value())
            .put("diedAt", letter.diedAt().toString())
            .put("reason", letter.reason())
            .put("attempts", letter.attempts())
            .put("generation", letter.generation());
    letter.app().ifPresent(app -> json.put("app", app.value()));
    letter.address().ifPresent(address -> json.put("to", address));
    letter.acceptedAt().ifPresent(at -> json.put("acceptedAt", at.toString()));
    letter.last().ifPresent(last -> put(json, last));
    return json;
  }

  private static void put(JsonObject json, LastAttempt last) {
    json.put("stage", last.stage());
    last.replyCode().ifPresent(code -> json.put("replyCode", code));
    last.replyText().ifPresent(text -> json.put("replyText", text));
  }
}
