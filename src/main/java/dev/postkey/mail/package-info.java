/**
 * Line 5 of the flow: words a mail, checks it once more and hands it to a relay.
 *
 * <p>A message passes four hands, each of which trusts nothing of the former: {@link
 * dev.postkey.mail.MailComposer} words it, {@link dev.postkey.mail.MessageGuard} refuses what must
 * not reach a mail server, {@link dev.postkey.mail.Relays} chooses who takes it, and {@link
 * dev.postkey.mail.Verdict} says what became of it.
 *
 * <p>A {@link dev.postkey.mail.Relay} knows of its server whether it is well ({@link
 * dev.postkey.mail.Health}, {@link dev.postkey.mail.Probing}), how much it bears ({@link
 * dev.postkey.mail.Window}) and how much it may get ({@link dev.postkey.mail.Pace}); what it says
 * is watched ({@link dev.postkey.mail.WatchedSocket}).
 */
package dev.postkey.mail;
