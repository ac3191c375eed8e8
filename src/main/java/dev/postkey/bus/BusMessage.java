package dev.postkey.bus;

/**
 * What may travel on the event bus: deeply immutable records, passed by reference within this
 * process and never beyond it. Never {@code Serializable}, so that a missed codec fails loudly.
 */
public interface BusMessage {}
