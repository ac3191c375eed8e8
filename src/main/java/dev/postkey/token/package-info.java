/** Tokens: minted right before their mail, kept as keyed hashes, consumed at most once. */
package dev.postkey.token;
