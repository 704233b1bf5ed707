package io.hashpool.stats;

/** Why the web server did not answer a request as it was asked to; a fixed set. */
public enum WebRefusal {
  /** No name and password that fit: 401. */
  UNAUTHORIZED("unauthorized"),
  /** More passwords to check than are checked at once: 429. */
  PASSWORDS_BUSY("passwords-busy"),
  /** More requests than the rate limit of the web configuration: 429. */
  RATE_LIMIT("rate-limit"),
  /** A client certificate that is no longer accepted, on a connection that was: 403. */
  CLIENT_CERTIFICATE("client-certificate"),
  /**
   * A TLS connection that ended before a request was read: the handshake failed, the certificate
   * was refused, or the peer hung up.
   */
  TLS_HANDSHAKE("tls-handshake"),
  /** A request that said it had a body: 400. */
  REQUEST_BODY("request-body"),
  /** More answers under way than there may be: 503. */
  TOO_MANY_REQUESTS("too-many-requests"),
  /** No thread left to read the request: the connection was closed. */
  NO_THREAD("no-thread"),
  /** A request that did not come in time: the connection was closed. */
  SLOW_REQUEST("slow-request"),
  /** An answer that was not read in time: the connection was closed. */
  SLOW_READER("slow-reader");

  private final String code;

  WebRefusal(String code) {
    this.code = code;
  }

  /** The name in the {@code reason} label. */
  public String code() {
    return code;
  }
}
