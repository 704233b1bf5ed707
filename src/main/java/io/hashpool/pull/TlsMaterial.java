package io.hashpool.pull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a client of TLS needs, as PEM text. Immutable, a value.
 *
 * @param origin the file that names it, for messages
 * @param ca whose certificates are trusted; empty for the system's
 * @param cert the client's own certificate with its chain
 * @param key of that certificate, in PKCS#8
 * @param serverName the name that the server's certificate must have; empty for the URL's host
 * @param insecure whether any certificate will do
 */
record TlsMaterial(
    String origin,
    Optional<String> ca,
    Optional<String> cert,
    Optional<String> key,
    Optional<String> serverName,
    boolean insecure) {
  /** The system's certificates, and none of the client's own. */
  static final TlsMaterial NONE =
      new TlsMaterial(
          "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * The context, where anything differs from the system's own.
   *
   * @throws IOException if a part can't be used; the message names it
   */
  Optional<SSLContext> context() throws IOException {
    if (equals(NONE) || ca.isEmpty() && cert.isEmpty() && serverName.isEmpty() && !insecure) {
      return Optional.empty();
    }
    if (cert.isPresent() != key.isPresent()) {
      throw new IOException(origin + ": tls_config needs cert and key together");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), trust(), null);
      return Optional.of(
          serverName
              .<SSLContext>map(name -> new NamedServerContext(context, name))
              .orElse(context));
    } catch (GeneralSecurityException e) {
      throw new IOException(origin + ": tls_config can't be used: " + e.getMessage(), e);
    }
  }

  private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
    if (cert.isEmpty() || key.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "client",
        privateKey(key.get()),
        NO_PASSWORD,
        certificates("cert", cert.get()).toArray(Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (insecure) {
      return new TrustManager[] {new AnyCertificate()};
    }
    if (ca.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int index = 0;
    for (Certificate certificate : certificates("ca", ca.get())) {
      store.setCertificateEntry("ca-" + index++, certificate);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  private List<Certificate> certificates(String field, String pem) throws IOException {
    List<Certificate> certificates = new ArrayList<>();
    try {
      certificates.addAll(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
    } catch (CertificateException e) {
      throw new IOException(
          "%s: tls_config.%s is not PEM certificates: %s".formatted(origin, field, e.getMessage()),
          e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          "%s: tls_config.%s holds no certificate; it must have a PEM block \"BEGIN CERTIFICATE\""
              .formatted(origin, field));
    }
    return certificates;
  }

  private PrivateKey privateKey(String pem) throws IOException, GeneralSecurityException {
    Matcher block = PKCS8.matcher(pem);
    if (block.find()) {
      PKCS8EncodedKeySpec spec =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
      for (String algorithm : KEY_ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException e) {
          // Of another algorithm.
        }
      }
    }
    throw new IOException(
        origin
            + ": tls_config.key must be a PEM block \"BEGIN PRIVATE KEY\" (PKCS#8) with an EC, RSA"
            + " or Ed25519 key; openssl pkey converts one");
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
