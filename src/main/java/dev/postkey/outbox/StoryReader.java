package dev.postkey.outbox;

import dev.postkey.bus.TellStory;
import dev.postkey.redis.Reply;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a request's story from its job. */
final class StoryReader {
  private StoryReader() {}

  /** The story, unless there is none or it is another app's. */
  static TellStory.Outcome read(TellStory question, Reply reply) {
    if (reply.isNil()) {
      return new TellStory.Unknown();
    }
    Map<String, String> job = reply.fields(1);
    if (!question.app().value().equals(job.get("app"))) {
      return new TellStory.Unknown();
    }
    return new TellStory.Story(
        question.request(),
        job.get("state"),
        Optional.ofNullable(job.get("reason")).filter(reason -> !reason.isEmpty()),
        instant(job.get("accepted")),
        Optional.ofNullable(job.get("ended")).map(StoryReader::instant),
        nextAttempt(reply.text(0), job.get("state")),
        attempts(job));
  }

  private static Optional<Instant> nextAttempt(String score, String state) {
    return score.isEmpty() || state.equals("sending")
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((long) Double.parseDouble(score)));
  }

  private static List<TellStory.Attempt> attempts(Map<String, String> job) {
    return job.entrySet().stream()
        .filter(field -> field.getKey().startsWith("try:"))
        .map(field -> attempt(field.getValue()))
        .sorted(Comparator.comparing(TellStory.Attempt::at))
        .toList();
  }

  private static TellStory.Attempt attempt(String text) {
    AttemptLine line = AttemptLine.read(text);
    Optional<String> reason = Optional.of(line.reason()).filter(word -> !word.isEmpty());
    return new TellStory.Attempt(line.at(), line.result(), reason, line.replyCode());
  }

  private static Instant instant(String millis) {
    return Instant.ofEpochMilli(Long.parseLong(millis));
  }
}
