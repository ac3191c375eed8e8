/**
 * Whether anybody can tell from an answer, or from its time, what is behind an address (requirement
 * S9): by what happens before it, and by measurement, {@code ./mvnw test -Pblind}.
 */
package dev.postkey.blind;
