package dev.postkey.bus;

/**
 * This process is about to end: withholds every mail of which nothing has been sent yet, and every
 * one that is asked for from now on. Asked by the outbox verticle when it stops, so that it need
 * not wait for a relay that is slow to listen. Answered by the mail verticle at once; those mails
 * come back as {@link SendMail.Withheld}, the others when their relays answer.
 */
public record RecallMails() implements BusMessage {}
