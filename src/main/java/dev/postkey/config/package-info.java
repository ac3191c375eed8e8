/**
 * The configuration: one record tree, one schema, one loader that reports every problem at once.
 *
 * <p>A load goes from text to records in four steps: {@code ConfigFile} and {@code Environment}
 * fill a {@code Tree}; {@code Shape} compares its names and types with the {@code Schema}; the
 * reader of each section turns values into records through {@code ConfigReader}, which has the
 * defaults from the schema; whatever any of them noted in {@code Problems} ends the load.
 */
package dev.postkey.config;
