/** Postkey as a whole, from outside, while something that it needs is broken on purpose. */
package dev.postkey.faults;
