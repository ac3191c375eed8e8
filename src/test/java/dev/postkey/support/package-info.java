/** What tests of several packages share. */
package dev.postkey.support;
