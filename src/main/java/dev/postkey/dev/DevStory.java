package dev.postkey.dev;

import dev.postkey.bus.Fact;
import dev.postkey.model.RequestId;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** Tells each request's story in the terminal of the dev mode, a line a step. */
public final class DevStory implements Consumer<Fact> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

  private static final String WAIT = "mails wait until it does";

  private final PrintWriter out;

  public DevStory(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(Fact fact) {
    if (fact instanceof Fact.RequestAccepted accepted) {
      tell(accepted.request(), "accepted", "for " + accepted.email());
    } else if (fact instanceof Fact.RequestEnded ended) {
      tell(ended.request(), "ended", ended.reason() + ", so nothing is sent");
    } else if (fact instanceof Fact.TokenMinted minted) {
      ZonedDateTime end = minted.expiresAt().atZone(ZoneId.systemDefault());
      tell(minted.request(), "minted", "a link that works until " + MINUTE.format(end));
    } else if (fact instanceof Fact.MailSent sent) {
      tell(
          sent.request(),
          "mailed",
          "via "
              + sent.relay()
              + ", "
              + PlainWords.duration(sent.sinceAccepted())
              + " after the request");
    } else if (fact instanceof Fact.MailDelayed delayed) {
      tell(
          delayed.request(),
          "delayed",
          PlainWords.reason(delayed.reason())
              + "; again in "
              + Math.max(1, delayed.retryIn().toSeconds())
              + " s");
    } else if (fact instanceof Fact.MailDied died) {
      tell(died.request(), "dead", "given up: " + PlainWords.reason(died.reason()));
    } else if (fact instanceof Fact.RelayFailed failed) {
      relay("left out", failed.relay() + ": " + PlainWords.reason(failed.reason()) + "; " + WAIT);
    } else if (fact instanceof Fact.RelayRecovered recovered) {
      relay("is back", recovered.relay() + ", after " + PlainWords.duration(recovered.after()));
    } else if (fact instanceof Fact.LinkOpened opened) {
      tell(opened.request(), "opened", "looking changes nothing");
    } else if (fact instanceof Fact.TokenConsumed consumed) {
      tell(consumed.request(), "consumed", "once and for all");
    } else if (fact instanceof Fact.TokenRefused refused) {
      String detail = "a token that is " + refused.reason().name().toLowerCase(Locale.ROOT);
      refused
          .request()
          .ifPresentOrElse(
              request -> tell(request, "refused", detail), () -> line("-", "refused", detail));
    }
  }

  private void relay(String step, String detail) {
    line("-", step, detail);
  }

  private void tell(RequestId request, String step, String detail) {
    line(request.value().substring(0, 6), step, detail);
  }

  private void line(String request, String step, String detail) {
    out.printf("%s  %-6s  %-9s  %s%n", TIME.format(LocalTime.now()), request, step, detail);
    out.flush();
  }
}
