/**
 * The outbox: what was accepted is stored here and worked on until it ends, whatever breaks. Redis
 * is the truth; a node only ever holds a lease.
 */
package dev.postkey.outbox;
