package io.hashpool.webconfig;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Certificates and keys out of PEM files: PKCS#1, SEC1 and PKCS#8 keys, chains of certificates. */
final class Pem {
  private Pem() {}

  /** All certificates of the file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file, byte[] pem) throws WebConfigException {
    List<X509Certificate> certificates = new ArrayList<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    for (Object object : objects(file, pem)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          certificates.add(converter.getCertificate(holder));
        } catch (CertificateException e) {
          throw new WebConfigException(file + ": a certificate can't be read: " + e, e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new WebConfigException(
          file + ": holds no certificate; it must have a PEM block \"BEGIN CERTIFICATE\"");
    }
    return certificates;
  }

  /** The first private key of the file. */
  static PrivateKey privateKey(Path file, byte[] pem) throws WebConfigException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try {
      for (Object object : objects(file, pem)) {
        if (object instanceof PEMKeyPair pair) {
          // Not the pair: an EC key may come without its public part.
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (object instanceof PrivateKeyInfo key) {
          return converter.getPrivateKey(key);
        }
        if (object instanceof PEMEncryptedKeyPair
            || object instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw new WebConfigException(
              file
                  + ": the key is encrypted, and this configuration has no place for a passphrase;"
                  + " decrypt it, as with openssl pkey");
        }
      }
    } catch (WebConfigException e) {
      throw e;
    } catch (IOException e) {
      throw new WebConfigException(file + ": the key can't be read: " + e.getMessage(), e);
    }
    throw new WebConfigException(
        file
            + ": holds no private key; it must have a PEM block \"BEGIN PRIVATE KEY\", \"BEGIN RSA"
            + " PRIVATE KEY\" or \"BEGIN EC PRIVATE KEY\"");
  }

  private static List<Object> objects(Path file, byte[] pem) throws WebConfigException {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.ISO_8859_1)))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
    } catch (IOException | RuntimeException e) {
      throw new WebConfigException(file + ": not valid PEM: " + e.getMessage(), e);
    }
    return objects;
  }
}
