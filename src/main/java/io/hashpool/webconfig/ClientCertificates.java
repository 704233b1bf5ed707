package io.hashpool.webconfig;

import java.io.IOException;
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
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges the certificates that clients show: by a CA, where the configuration has them verified,
 * and by the allowed names, where there are any. Immutable.
 */
final class ClientCertificates implements X509TrustManager {
  /** Email, DNS name, URI and IP address, by their numbers in a subject alternative name. */
  private static final Set<Integer> NAME_KINDS = Set.of(1, 2, 6, 7);

  private final Optional<X509TrustManager> ca;
  private final Set<String> allowedNames;

  private ClientCertificates(Optional<X509TrustManager> ca, Set<String> allowedNames) {
    this.ca = ca;
    this.allowedNames = Set.copyOf(allowedNames);
  }

  /** Takes those of any origin. */
  static ClientCertificates unverified(Set<String> allowedNames) {
    return new ClientCertificates(Optional.empty(), allowedNames);
  }

  /** Takes those of the CAs that the system, or rather its Java, trusts. */
  static ClientCertificates ofTheSystem(Set<String> allowedNames) throws GeneralSecurityException {
    return verified(null, allowedNames);
  }

  /** Takes those of this CA. */
  static ClientCertificates of(List<X509Certificate> ca, Set<String> allowedNames)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < ca.size(); i++) {
      store.setCertificateEntry("ca-" + i, ca.get(i));
    }
    return verified(store, allowedNames);
  }

  private static ClientCertificates verified(@Nullable KeyStore store, Set<String> allowedNames)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return new ClientCertificates(
        Optional.of((X509TrustManager) factory.getTrustManagers()[0]), allowedNames);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (ca.isPresent()) {
      ca.get().checkClientTrusted(chain, authType);
    }
    if (!allowedNames.isEmpty()) {
      Set<String> names = names(chain[0]);
      names.retainAll(allowedNames);
      if (names.isEmpty()) {
        throw new CertificateException("none of its names is in client_allowed_sans");
      }
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
    return ca.map(X509TrustManager::getAcceptedIssuers).orElse(new X509Certificate[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("this is a server");
  }
}
