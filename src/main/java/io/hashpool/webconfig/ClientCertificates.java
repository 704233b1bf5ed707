package io.hashpool.webconfig;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificates that clients show: by the client CA and the allowed names, or not at all
 * where the file only asks that one is shown. Immutable.
 */
final class ClientCertificates extends X509ExtendedTrustManager {
  /** Email, DNS name, URI and IP address, by their numbers in a subject alternative name. */
  private static final Set<Integer> NAME_KINDS = Set.of(1, 2, 6, 7);

  private final Optional<X509ExtendedTrustManager> ca;
  private final Set<String> allowedNames;

  private ClientCertificates(Optional<X509ExtendedTrustManager> ca, Set<String> allowedNames) {
    this.ca = ca;
    this.allowedNames = allowedNames;
  }

  /** Takes any: for the types that ask for one and do not verify it. */
  static ClientCertificates unverified() {
    return new ClientCertificates(Optional.empty(), Set.of());
  }

  /** Takes those of this CA, and of them those with one of these names, if there are any. */
  static ClientCertificates from(List<X509Certificate> ca, Set<String> allowedNames)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < ca.size(); i++) {
      store.setCertificateEntry("ca-" + i, ca.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return new ClientCertificates(
        Optional.of((X509ExtendedTrustManager) factory.getTrustManagers()[0]),
        Set.copyOf(allowedNames));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (ca.isPresent()) {
      ca.get().checkClientTrusted(chain, authType);
      requireAllowedName(chain[0]);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (ca.isPresent()) {
      ca.get().checkClientTrusted(chain, authType, engine);
      requireAllowedName(chain[0]);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    if (ca.isPresent()) {
      ca.get().checkClientTrusted(chain, authType, socket);
      requireAllowedName(chain[0]);
    }
  }

  private void requireAllowedName(X509Certificate certificate) throws CertificateException {
    if (allowedNames.isEmpty()) {
      return;
    }
    Set<String> names = names(certificate);
    names.retainAll(allowedNames);
    if (names.isEmpty()) {
      throw new CertificateException("none of its names is in client_allowed_sans");
    }
  }

  private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    for (List<?> name : Objects.requireNonNullElse(all, List.<List<?>>of())) {
      if (NAME_KINDS.contains(name.get(0)) && name.get(1) instanceof String text) {
        names.add(text);
      }
    }
    return names;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return ca.map(X509ExtendedTrustManager::getAcceptedIssuers).orElse(new X509Certificate[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new UnsupportedOperationException("this is a server");
  }
}
