package dev.postkey.http;

import dev.postkey.bus.Addresses;
import dev.postkey.bus.Bus;
import dev.postkey.bus.FindAccount;
import dev.postkey.bus.MintToken;
import dev.postkey.config.LinkTemplate;
import dev.postkey.model.AppId;
import dev.postkey.model.RequestId;
import dev.postkey.model.Secrets;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Making a token for those who mail the link themselves: lines 3 and 4 of the flow, at once. */
final class Minting {
  private final Bus bus;
  private final Admission admission;
  private final Secrets secrets;

  Minting(Bus bus, Admission admission, Secrets secrets) {
    this.bus = bus;
    this.admission = admission;
    this.secrets = secrets;
  }

  /** {@code POST /v1/tokens}. */
  Future<Answer> mint(Call call) {
    Fields fields = call.fields(AccountFields.NAMES);
    AccountFields account = AccountFields.take(fields, call.caller().app().accounts());
    Optional<String> app = fields.optional("app", text -> text);
    fields.check();
    call.caller().requireApp(app);
    FindAccount question = question(call.caller().app().id(), account);
    LinkTemplate link = call.caller().app().link();
    return admission
        .admit(call)
        .compose(admitted -> bus.ask(Addresses.FIND_ACCOUNT, question))
        .compose(found -> bus.ask(Addresses.MINT, command(question, found)))
        .map(outcome -> answer(outcome, link));
  }

  private FindAccount question(AppId app, AccountFields account) {
    return new FindAccount(
        new RequestId(secrets.idIn(0, 1)),
        app,
        account.email(),
        FindAccount.Account.said(
            account.email(), account.subject(), account.name(), account.locale(), account.data()));
  }

  private static MintToken command(FindAccount question, FindAccount.Outcome outcome) {
    if (!(outcome instanceof FindAccount.Found found)) {
      throw outcome instanceof FindAccount.Failed
          ? Refusal.of(Failures.later(Problem.ACCOUNT_SOURCE_FAILED))
          : Refusal.of(Problem.ACCOUNT_UNKNOWN);
    }
    FindAccount.Account account = found.account();
    return new MintToken(
        question.request(),
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
