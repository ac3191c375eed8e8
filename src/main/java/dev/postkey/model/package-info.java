/**
 * The words of the domain, as values that cannot be wrong, and the randomness they are made of. No
 * Vert.x, no I/O but one word list from the class path, and {@code java.*} alone save for ICU in
 * {@code Idna}.
 */
package dev.postkey.model;
