package io.hashpool.webconfig;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The server's certificate chain with its private key, checked to belong together.
 *
 * @param key of the first certificate
 * @param chain the server's own first
 */
record ServerKey(PrivateKey key, List<X509Certificate> chain) {
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads both.
   *
   * @throws WebConfigException if one can't be read, or the key is of another certificate
   */
  static ServerKey of(Pem certificates, Pem key) throws WebConfigException {
    List<X509Certificate> chain = certificates.certificates();
    return key.privateKeyOf(chain.get(0).getPublicKey())
        .map(found -> new ServerKey(found, chain))
        .filter(ServerKey::belongsTogether)
        .orElseThrow(
            () ->
                new WebConfigException(
                    key.place()
                        + ": is not the key of the first certificate in "
                        + certificates.place()));
  }

  KeyManager[] managers() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private boolean belongsTogether() {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
