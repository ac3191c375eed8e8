package dev.postkey.http;

import io.vertx.core.json.JsonObject;

/**
 * Every error that a caller can be told: status, stable code, title (requirement W1). The contract
 * lists the same codes.
 */
enum Problem {
  INVALID_REQUEST(400, "invalid-request", "The request is not as the contract has it"),
  TOKEN_MALFORMED(400, "token-malformed", "This is not a token"),
  MALFORMED_HTTP(400, "malformed-http", "This is not a well-formed HTTP request"),
  UNAUTHORIZED(401, "unauthorized", "A valid API key is needed"),
  SCOPE_MISSING(403, "scope-missing", "The API key lacks the scope for this"),
  APP_MISMATCH(403, "app-mismatch", "The API key belongs to another app"),
  ORIGIN_NOT_ALLOWED(403, "origin-not-allowed", "Pages of this origin may not ask for this app"),
  CHALLENGE_REQUIRED(403, "challenge-required", "Some work must be proved first"),
  CHALLENGE_FAILED(403, "challenge-failed", "This does not prove the work that was asked for"),
  NOT_FOUND(404, "not-found", "There is nothing here"),
  REQUEST_UNKNOWN(404, "request-unknown", "There is no such request"),
  TOKEN_UNKNOWN(404, "token-unknown", "There is no such token"),
  ACCOUNT_UNKNOWN(404, "account-unknown", "There is no such account"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not allowed here"),
  REQUEST_TIMEOUT(408, "request-timeout", "The body took too long to arrive"),
  SUPERSEDED(409, "superseded", "The account's links were withdrawn meanwhile"),
  TOKEN_EXPIRED(410, "token-expired", "The token's time is over"),
  TOKEN_USED(410, "token-used", "The token was used"),
  TOKEN_REPLACED(410, "token-replaced", "A newer request took the token's place"),
  TOKEN_REVOKED(410, "token-revoked", "The account's links were revoked"),
  BODY_TOO_LARGE(413, "body-too-large", "The body is over 16 KiB"),
  URI_TOO_LONG(414, "uri-too-long", "The URI is too long"),
  UNSUPPORTED_MEDIA_TYPE(
      415, "unsupported-media-type", "The body must be application/json in UTF-8"),
  IDEMPOTENCY_MISMATCH(
      422, "idempotency-mismatch", "The Idempotency-Key was used with another body"),
  RATE_LIMITED(429, "rate-limited", "Too many requests"),
  ACCOUNT_LIMITED(429, "account-limited", "The account has asked too often"),
  HEADERS_TOO_LARGE(431, "headers-too-large", "The headers are too large"),
  INTERNAL(500, "internal", "Postkey is at fault"),
  UNAVAILABLE(503, "unavailable", "Postkey cannot answer now"),
  ACCOUNT_SOURCE_FAILED(
      503, "account-source-failed", "The app does not tell now whose account this is"),
  OVERLOADED(503, "overloaded", "Too many requests are worked on at once"),
  OUTBOX_FULL(503, "outbox-full", "Too many requests wait to be mailed");

  /** A name, not a place: it is the same for every deployment, and nobody has to host a page. */
  private static final String TYPE = "urn:postkey:problem:";

  private final int status;
  private final String code;
  private final String title;

  Problem(int status, String code, String title) {
    this.status = status;
    this.code = code;
    this.title = title;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** What RFC 9457 asks for, and the code. */
  JsonObject toJson() {
    return new JsonObject()
        .put("type", TYPE + code)
        .put("title", title)
        .put("status", status)
        .put("code", code);
  }
}
