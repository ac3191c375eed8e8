package dev.postkey.http;

/**
 * One call of a browser without an API key.
 *
 * @param origin whose page has sent it, if the browser is one
 * @param client where the browser is
 */
record Visit(String origin, ClientAddress client, Received received) {
  @Override
  public String toString() {
    return "Visit[" + origin + "]";
  }
}
