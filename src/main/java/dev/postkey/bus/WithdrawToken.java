package dev.postkey.bus;

import dev.postkey.model.Token;

/**
 * Deletes the token of a mail that certainly was not accepted by a relay. Answered by the token
 * verticle. Never asked when the mail may have been accepted.
 */
public record WithdrawToken(Token token) implements BusMessage {}
