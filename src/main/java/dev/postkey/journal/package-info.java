/** What happened, for operators: one log line per fact, and counters of them. */
package dev.postkey.journal;
