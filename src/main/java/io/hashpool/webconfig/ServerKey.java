package io.hashpool.webconfig;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * The server's certificate chain with its private key, seen to belong together.
 *
 * @param key of the first certificate
 * @param chain the server's own first
 */
record ServerKey(PrivateKey key, List<X509Certificate> chain) {
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Pairs them.
   *
   * @throws WebConfigException if the key is of another certificate
   */
  static ServerKey of(Path certFile, byte[] cert, Path keyFile, byte[] key)
      throws WebConfigException {
    List<X509Certificate> chain = Pem.certificates(certFile, cert);
    ServerKey pair = new ServerKey(Pem.privateKey(keyFile, key), chain);
    if (!pair.belongsTogether()) {
      throw new WebConfigException(
          keyFile + ": is not the key of the first certificate in " + certFile);
    }
    return pair;
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
