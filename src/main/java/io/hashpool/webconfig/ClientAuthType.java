package io.hashpool.webconfig;

/** What is asked of a client's certificate; the names are those of Go's {@code tls} package. */
enum ClientAuthType {
  NoClientCert(Asked.NO, false),
  RequestClientCert(Asked.IF_ANY, false),
  RequireAnyClientCert(Asked.ALWAYS, false),
  VerifyClientCertIfGiven(Asked.IF_ANY, true),
  RequireAndVerifyClientCert(Asked.ALWAYS, true);

  /** Whether one must be shown. */
  enum Asked {
    NO,
    IF_ANY,
    ALWAYS
  }

  private final Asked asked;
  private final boolean verified;

  ClientAuthType(Asked asked, boolean verified) {
    this.asked = asked;
    this.verified = verified;
  }

  Asked asked() {
    return asked;
  }

  /** Whether one that is shown must come from the client CA. */
  boolean verified() {
    return verified;
  }
}
