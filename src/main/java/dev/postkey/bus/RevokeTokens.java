package dev.postkey.bus;

import dev.postkey.model.AppId;
import dev.postkey.model.Subject;

/**
 * Kills all links of an account, those still waiting to be mailed too. Answered by the token
 * verticle.
 */
public record RevokeTokens(AppId app, Subject subject) implements BusMessage {}
