package io.hashpool.webconfig;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The TLS side of the server in one version of the configuration. Immutable; thread-safe. */
public final class TlsServer {
  private final SSLContext context;
  private final SSLParameters parameters;
  private final ClientCertificates clientCertificates;

  TlsServer(SSLContext context, SSLParameters parameters, ClientCertificates clientCertificates) {
    this.context = context;
    this.parameters = parameters;
    this.clientCertificates = clientCertificates;
  }

  SSLContext context() {
    return context;
  }

  boolean asksForCertificates() {
    return parameters.getNeedClientAuth() || parameters.getWantClientAuth();
  }

  /** Versions, cipher suites and what is asked of clients; not to be modified. */
  public SSLParameters parameters() {
    return parameters;
  }

  /**
   * Whether a connection may go on under this version. It may have been made under an earlier one:
   * a client whose CA has been taken out of the file is not served any longer.
   */
  public boolean admits(SSLSession session) {
    X509Certificate[] chain;
    try {
      chain =
          Arrays.copyOf(
              session.getPeerCertificates(),
              session.getPeerCertificates().length,
              X509Certificate[].class);
    } catch (SSLPeerUnverifiedException e) {
      return !parameters.getNeedClientAuth();
    }
    if (session.getValue(verifiedMark()) != null) {
      return true;
    }
    try {
      clientCertificates.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      session.putValue(verifiedMark(), Boolean.TRUE);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private String verifiedMark() {
    return "verified-by-" + System.identityHashCode(context);
  }

  /** A fresh context, so that no session of an earlier version can be resumed. */
  static SSLContext context(ServerKey key, ClientCertificates clients)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        key.managers(), new ClientCertificates[] {clients}, /* the default randomness */ null);
    return context;
  }
}
