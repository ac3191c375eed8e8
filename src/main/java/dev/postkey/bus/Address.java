package dev.postkey.bus;

import java.time.Duration;

/**
 * Where a question is asked and what it is answered with.
 *
 * @param name the address on the event bus
 * @param patience how long the asker waits before it takes the answerer for absent
 * @param <Q> the question
 * @param <A> the answer
 */
public record Address<Q extends BusMessage, A extends BusMessage>(String name, Duration patience) {}
