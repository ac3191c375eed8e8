/**
 * Mistakes that others have published, each tried here against the whole of Postkey: one test for
 * each, named for it, told in our own words. What a test finds possible is mended, not explained.
 */
package dev.postkey.advisories;
