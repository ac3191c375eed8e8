/** The words of the domain, as values that cannot be wrong. No I/O, no Vert.x. */
package dev.postkey.model;
