/**
 * What happened, for operators: one log line per fact, counters of them, and for each address a
 * trail that only who knows the address can find.
 */
package dev.postkey.journal;
