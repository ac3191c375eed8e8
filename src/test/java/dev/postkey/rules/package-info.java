/** Rules that no compiler checks: who imports whom, and what the files around the code must say. */
package dev.postkey.rules;
