/** Whose account an address is: says what the request said, or asks the application. */
package dev.postkey.account;
