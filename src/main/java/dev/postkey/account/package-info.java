/** Where accounts live: the connectors that say whose an address is. */
package dev.postkey.account;
