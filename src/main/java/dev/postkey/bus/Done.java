package dev.postkey.bus;

/** The answer to a command that has nothing else to tell. */
public record Done() implements BusMessage {}
