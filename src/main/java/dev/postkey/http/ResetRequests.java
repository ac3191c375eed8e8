package dev.postkey.http;

import dev.postkey.bus.AcceptRequest;
import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.TellStory;
import dev.postkey.model.RequestId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Asking for a mail, and what became of it: lines 1 and 2 of the flow. */
final class ResetRequests {
  private static final Set<String> FIELDS = fields();

  private final Bus bus;
  private final Admission admission;

  ResetRequests(Bus bus, Admission admission) {
    this.bus = bus;
    this.admission = admission;
  }

  /** {@code POST /v1/reset-requests}: answered once it is stored (requirement W7). */
  Future<Answer> accept(Call call) {
    Fields fields = call.fields(FIELDS);
    AccountFields account = AccountFields.take(fields, call.caller().app().accounts());
    Optional<ClientAddress> client = fields.optional("client", ClientAddress::parse);
    Optional<String> app = fields.optional("app", text -> text);
    fields.check();
    call.caller().requireApp(app);
    AcceptRequest command = command(call, account);
    return admit(call, client)
        .compose(admitted -> bus.ask(Addresses.ACCEPT, command))
        .map(ResetRequests::answer);
  }

  private Future<Void> admit(Call call, Optional<ClientAddress> client) {
    return client.isPresent() ? admission.admit(call, client.get()) : admission.admit(call);
  }

  private static AcceptRequest command(Call call, AccountFields account) {
    return new AcceptRequest(
        call.caller().app().id(),
        Optional.of(call.caller().key().name()),
        account.email(),
        account.subject(),
        account.name(),
        account.locale(),
        account.data(),
        call.idempotencyKey()
            .map(key -> new AcceptRequest.Idempotency(call.caller().id(), key, call.text())));
  }

  /** The same for every address, and for everybody who asks. */
  static Answer answer(AcceptRequest.Outcome outcome) {
    if (outcome instanceof AcceptRequest.Accepted accepted) {
      String id = accepted.request().value();
      return Answer.json(202, new JsonObject().put("id", id).put("status", "accepted"))
          .with(HttpHeaders.LOCATION, "/v1/reset-requests/" + id);
    }
    if (outcome instanceof AcceptRequest.Full full) {
      return Answer.problem(Problem.OUTBOX_FULL).retryAfter(full.retryAfter());
    }
    return Answer.problem(Problem.IDEMPOTENCY_MISMATCH);
  }

  /** {@code GET /v1/reset-requests/:id}. */
  Future<Answer> story(Call call) {
    RequestId request =
        RequestId.parse(call.path().get("id"))
            .orElseThrow(() -> Refusal.of(Problem.REQUEST_UNKNOWN));
    TellStory question = new TellStory(request, call.caller().app().id());
    return admission
        .admit(call)
        .compose(admitted -> bus.ask(Addresses.STORY, question))
        .map(ResetRequests::answer);
  }

  private static Answer answer(TellStory.Outcome outcome) {
    return outcome instanceof TellStory.Story story
        ? Answer.json(200, json(story))
        : Answer.problem(Problem.REQUEST_UNKNOWN);
  }

  private static JsonObject json(TellStory.Story story) {
    JsonArray attempts = new JsonArray();
    story.attempts().forEach(attempt -> attempts.add(json(attempt)));
    JsonObject json = new JsonObject().put("id", story.request().value());
    json.put("state", story.state());
    story.reason().ifPresent(reason -> json.put("reason", reason));
    json.put("acceptedAt", Answer.time(story.acceptedAt()));
    story.endedAt().ifPresent(at -> json.put("endedAt", Answer.time(at)));
    story.nextAttemptAt().ifPresent(at -> json.put("nextAttemptAt", Answer.time(at)));
    story.lastReplyCode().ifPresent(code -> json.put("lastReplyCode", code));
    return json.put("attempts", attempts);
  }

  private static JsonObject json(TellStory.Attempt attempt) {
    JsonObject json =
        new JsonObject().put("at", Answer.time(attempt.at())).put("result", attempt.result());
    attempt.reason().ifPresent(reason -> json.put("reason", reason));
    attempt.replyCode().ifPresent(code -> json.put("replyCode", code));
    return json;
  }

  private static Set<String> fields() {
    Set<String> names = new HashSet<>(AccountFields.NAMES);
    names.add("client");
    return Set.copyOf(names);
  }
}
