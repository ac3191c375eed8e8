package dev.postkey.bus;

import java.time.Duration;

/** Every question that one verticle may ask another, in the order of a request's life. */
public final class Addresses {
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** Line 2 of the flow: store a reset request. */
  public static final Address<AcceptRequest, AcceptRequest.Outcome> ACCEPT =
      new Address<>("outbox.accept", SHORT);

  /** What became of a request. */
  public static final Address<TellStory, TellStory.Outcome> STORY =
      new Address<>("outbox.story", SHORT);

  /** Line 3: whose account is it? Longer than a connector's own 5 s. */
  public static final Address<FindAccount, FindAccount.Outcome> FIND_ACCOUNT =
      new Address<>("account.find", Duration.ofSeconds(8));

  /** Line 4: a token, right before the mail. */
  public static final Address<MintToken, MintToken.Outcome> MINT =
      new Address<>("token.mint", SHORT);

  /** Takes back the token of a mail that certainly was not sent. */
  public static final Address<WithdrawToken, Done> WITHDRAW =
      new Address<>("token.withdraw", SHORT);

  /** Line 5: mail it. Longer than the longest attempt, {@code smtp.attempt}, may take. */
  public static final Address<SendMail, SendMail.Outcome> SEND =
      new Address<>("mail.send", Duration.ofMinutes(11));

  /** Before the end: nothing more is to be begun in line 5. */
  public static final Address<RecallMails, Done> RECALL = new Address<>("mail.recall", SHORT);

  /** Before line 3: how much work can be taken on? */
  public static final Address<MailRoom, MailRoom.Room> ROOM = new Address<>("mail.room", SHORT);

  /** In the middle of line 5: does it still hold? */
  public static final Address<ClearToSend, ClearToSend.Outcome> CLEAR =
      new Address<>("outbox.clear", SHORT);

  /** Line 6, looking. */
  public static final Address<InspectToken, InspectToken.Outcome> INSPECT =
      new Address<>("token.inspect", SHORT);

  /** Line 6, redeeming. A time-out here is ambiguous and is never repeated by us. */
  public static final Address<ConsumeToken, ConsumeToken.Outcome> CONSUME =
      new Address<>("token.consume", SHORT);

  /** Kills all links of an account. */
  public static final Address<RevokeTokens, Done> REVOKE = new Address<>("token.revoke", SHORT);

  /** What could not be mailed. */
  public static final Address<ListDeadLetters, ListDeadLetters.Page> DEAD_LETTERS =
      new Address<>("outbox.dead-letters", SHORT);

  public static final Address<ReplayDeadLetter, ReplayDeadLetter.Outcome> REPLAY =
      new Address<>("outbox.replay", SHORT);

  public static final Address<PurgeDeadLetter, PurgeDeadLetter.Outcome> PURGE =
      new Address<>("outbox.purge", SHORT);

  /** What happened to an address. */
  public static final Address<ReadTrail, ReadTrail.Trail> TRAIL =
      new Address<>("journal.trail", SHORT);

  /** Where {@link Fact}s are published. Nobody depends on anybody listening. */
  public static final String EVENTS = "events";

  private Addresses() {}
}
