/**
 * The public port: checks what callers send, asks the other verticles over the bus, and tells the
 * answers as {@code openapi.yaml} has them. {@link dev.postkey.http.Routes} is the way in.
 */
package dev.postkey.http;
