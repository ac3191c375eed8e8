/**
 * The nervous system: what the verticles ask each other and tell each other. One file is one
 * conversation; {@link dev.postkey.bus.Addresses} lists them all.
 */
package dev.postkey.bus;
