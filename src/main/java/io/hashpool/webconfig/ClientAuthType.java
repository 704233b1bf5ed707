package io.hashpool.webconfig;

import javax.net.ssl.SSLParameters;

/** What is asked of a client's certificate; the names are those of Go's {@code tls} package. */
enum ClientAuthType {
  NoClientCert(Asked.NO, false),
  RequestClientCert(Asked.IF_ANY, false),
  RequireAnyClientCert(Asked.ALWAYS, false),
  /** The former name of the one before. */
  RequireClientCert(Asked.ALWAYS, false),
  VerifyClientCertIfGiven(Asked.IF_ANY, true),
  RequireAndVerifyClientCert(Asked.ALWAYS, true);

  /** Whether one must be shown. */
  private enum Asked {
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

  /** Sets that a certificate is asked for, or required. */
  void ask(SSLParameters parameters) {
    parameters.setWantClientAuth(asked == Asked.IF_ANY);
    if (asked == Asked.ALWAYS) {
      parameters.setNeedClientAuth(true);
    }
  }

  /** Whether one that is shown must come from a CA. */
  boolean verified() {
    return verified;
  }
}
