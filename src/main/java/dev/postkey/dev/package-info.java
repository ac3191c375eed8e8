/**
 * What the dev mode adds around Postkey, so that a newcomer can play the whole flow on one machine:
 * an embedded Redis, an inbox that catches every mail, and a demo application that links lead to.
 * Nothing here runs in {@code serve}, the embedded Redis excepted.
 */
package dev.postkey.dev;
