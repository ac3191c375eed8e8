/**
 * The configuration: one record tree, one schema, one loader that reports every problem at once.
 */
package dev.postkey.config;
