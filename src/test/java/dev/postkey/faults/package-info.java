/**
 * Faults put to nodes in processes of their own, and what must hold through them. What happened is
 * told by three who do not know of each other: the clients, the mail server and Redis; {@link
 * dev.postkey.faults.HistoryChecker} reads the three and names the first promise that was broken.
 */
package dev.postkey.faults;
