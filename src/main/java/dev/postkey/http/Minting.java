package dev.postkey.http;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.MintToken;
import dev.postkey.config.LinkTemplate;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.model.Subject;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** Making a token for those who mail the link themselves: lines 3 and 4 of the flow, at once. */
final class Minting {
  private static final int ID_BYTES = 16;

  private final Bus bus;
  private final Admission admission;
  private final Supplier<RequestId> ids;

  Minting(Bus bus, Admission admission, Supplier<RequestId> ids) {
    this.bus = bus;
    this.admission = admission;
    this.ids = ids;
  }

  /** Request ids that nobody can guess. */
  static Supplier<RequestId> randomIds() {
    SecureRandom random = new SecureRandom();
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return () -> {
      byte[] bytes = new byte[ID_BYTES];
      random.nextBytes(bytes);
      return new RequestId(encoder.encodeToString(bytes));
    };
  }

  /** {@code POST /v1/tokens}. */
  Future<Answer> mint(Call call) {
    Fields fields = call.fields(AccountFields.NAMES);
    AccountFields account = AccountFields.take(fields);
    Optional<String> app = fields.optional("app", text -> text);
    fields.check();
    call.caller().requireApp(app);
    FindAccount question = question(call.caller().app().id(), account);
    LinkTemplate link = call.caller().app().link();
    return admission
        .admit(call.caller())
        .compose(admitted -> bus.ask(Addresses.FIND_ACCOUNT, question))
        .compose(found -> bus.ask(Addresses.MINT, command(question, found)))
        .map(outcome -> answer(outcome, link));
  }

  private static FindAccount question(AppId app, AccountFields account) {
    Subject subject = account.subject().orElseGet(() -> new Subject(account.email().key()));
    return new FindAccount(
        app,
        account.email(),
        new FindAccount.Account(
            subject, account.email(), account.name(), account.locale(), account.data()));
  }

  private MintToken command(FindAccount question, FindAccount.Outcome outcome) {
    if (!(outcome instanceof FindAccount.Found found)) {
      throw Refusal.of(Problem.ACCOUNT_UNKNOWN);
    }
    FindAccount.Account account = found.account();
    return new MintToken(
        ids.get(),
        question.app(),
        account.subject(),
        account.email(),
        account.data(),
        Optional.empty());
  }

  private static Answer answer(MintToken.Outcome outcome, LinkTemplate link) {
    if (outcome instanceof MintToken.Minted minted) {
      return Answer.json(
          201,
          new JsonObject()
              .put("token", minted.token().reveal())
              .put("link", link.link(minted.token()))
              .put("expiresAt", Answer.time(minted.expiresAt())));
    }
    return Answer.problem(
        outcome instanceof MintToken.Limited ? Problem.ACCOUNT_LIMITED : Problem.SUPERSEDED);
  }
}
