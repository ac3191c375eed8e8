package dev.postkey.journal;

import dev.postkey.bus.Fact;
import dev.postkey.model.AppId;
import dev.postkey.model.EmailAddress;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * What a trail says of a fact: nothing of a person, no token, and of a relay's reply only the code.
 *
 * @param request whose trail it belongs to, since the request's job names it
 * @param who whose trail it is where no job can tell
 * @param list one of the three that {@code note.lua} keeps
 * @param rule as {@code note.lua} has it
 */
record Note(
    AppId app,
    Optional<RequestId> request,
    Optional<Subject> who,
    String list,
    String rule,
    String event,
    JsonObject details) {
  private static final String ASKED = "asked";
  private static final String LINKS = "links";
  private static final String LOOKS = "looks";
  private static final String LIMITED = "limited";

  /** The note of a fact, if it is about somebody. */
  static Optional<Note> of(Fact fact) {
    if (fact instanceof Fact.RequestAccepted accepted) {
      return Optional.of(
          asked(accepted.request(), accepted.app(), accepted.limited() ? LIMITED : "accepted")
              .with("key", accepted.key())
              .merging(accepted.limited()));
    }
    if (fact instanceof Fact.RequestEnded ended) {
      Note note = asked(ended.request(), ended.app(), "ended").with("reason", ended.reason());
      return Optional.of(ended.reason().equals(LIMITED) ? note.by("once") : note);
    }
    return ofMail(fact).or(() -> ofLink(fact));
  }

  private static Optional<Note> ofMail(Fact fact) {
    if (fact instanceof Fact.MailSent sent) {
      return Optional.of(
          asked(sent.request(), sent.app(), "mailed")
              .with("relay", sent.relay())
              .with("attempt", sent.attempt()));
    }
    if (fact instanceof Fact.MailDelayed delayed) {
      return Optional.of(
          asked(delayed.request(), delayed.app(), "delayed")
              .with("attempt", delayed.attempt())
              .with("reason", delayed.reason())
              .with("code", delayed.replyCode())
              .with("retry", delayed.retryIn().toSeconds() + "s"));
    }
    if (fact instanceof Fact.MailDied died) {
      return Optional.of(
          asked(died.request(), died.app(), "died")
              .with("reason", died.reason())
              .with("code", died.replyCode()));
    }
    if (fact instanceof Fact.DeadLetterReplayed replayed) {
      return Optional.of(asked(replayed.request(), replayed.app(), "replayed"));
    }
    return fact instanceof Fact.DeadLetterPurged purged
        ? Optional.of(asked(purged.request(), purged.app(), "purged"))
        : Optional.empty();
  }

  private static Optional<Note> ofLink(Fact fact) {
    if (fact instanceof Fact.TokenMinted minted && minted.key().isPresent()) {
      return Optional.of(
          link(Optional.of(minted.request()), minted.app(), "handed-out")
              .of(minted.email())
              .with("key", minted.key())
              .with("until", minted.expiresAt()));
    }
    if (fact instanceof Fact.LinkOpened opened) {
      return Optional.of(look(opened.request(), opened.app(), "opened").of(opened.email()));
    }
    if (fact instanceof Fact.TokenConsumed consumed) {
      return Optional.of(
          link(Optional.of(consumed.request()), consumed.app(), "consumed").of(consumed.email()));
    }
    if (fact instanceof Fact.TokenRefused refused && refused.request().isPresent()) {
      String reason = refused.reason().name().toLowerCase(Locale.ROOT);
      return Optional.of(
          look(refused.request().get(), refused.app(), "refused").with("reason", reason));
    }
    return fact instanceof Fact.LinksRevoked revoked
        ? Optional.of(link(Optional.empty(), revoked.app(), "revoked").of(revoked.subject()))
        : Optional.empty();
  }

  private static Note asked(RequestId request, AppId app, String event) {
    return in(ASKED, Optional.of(request), app, event);
  }

  private static Note link(Optional<RequestId> request, AppId app, String event) {
    return in(LINKS, request, app, event);
  }

  private static Note look(RequestId request, AppId app, String event) {
    return in(LOOKS, Optional.of(request), app, event);
  }

  private static Note in(String list, Optional<RequestId> request, AppId app, String event) {
    return new Note(app, request, Optional.empty(), list, "", event, new JsonObject())
        .with("request", request);
  }

  private Note of(EmailAddress email) {
    return of(new Subject(email.value()));
  }

  private Note of(Subject someone) {
    return new Note(app, request, Optional.of(someone), list, rule, event, details);
  }

  private Note by(String other) {
    return new Note(app, request, who, list, other, event, details);
  }

  /** A thousand refusals in a row are one thing that happened a thousand times. */
  private Note merging(boolean merges) {
    return merges ? by("merge") : this;
  }

  private Note with(String name, Object value) {
    Object told = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    if (told != null) {
      details.put(name, told instanceof Integer ? told : told.toString());
    }
    return this;
  }

  /** As {@code note.lua} wants it. */
  String entry() {
    return event + '|' + details.encode();
  }
}
