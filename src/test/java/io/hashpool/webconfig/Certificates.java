package io.hashpool.webconfig;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.bouncycastle.util.io.pem.PemObject;

/** Makes certificates for a test, as good as a day. */
public final class Certificates {
  /** A certificate with its key. */
  public record Identity(X509Certificate certificate, KeyPair keys) {
    /** The certificate alone, in PEM. */
    public String certificatePem() {
      return pem(certificate);
    }

    /** The key as its usual tool writes it: SEC1 for EC, PKCS#1 for RSA. */
    public String keyPem() {
      if (!(keys.getPrivate() instanceof ECPrivateKey key)) {
        return pem(keys.getPrivate());
      }
      try {
        return pem(
            new PemObject(
                "EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, key.getS(), SECObjectIdentifiers.secp256r1)
                    .getEncoded()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The key in PKCS#8. */
    public String pkcs8Pem() {
      try {
        return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
      } catch (PemGenerationException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Writes NAME.crt and NAME.key. */
    public void write(Path directory, String name) throws IOException {
      Files.writeString(directory.resolve(name + ".crt"), certificatePem());
      Files.writeString(directory.resolve(name + ".key"), keyPem());
    }
  }

  private Certificates() {}

  public static Identity ca(String name) throws GeneralSecurityException, IOException {
    return issue(name, ecKeys(), null, true);
  }

  /** A certificate for localhost and 127.0.0.1, or for a client; as its name its DNS name. */
  public static Identity of(String name, Identity ca) throws GeneralSecurityException, IOException {
    return issue(name, ecKeys(), ca, false);
  }

  public static Identity rsa(String name, Identity ca)
      throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return issue(name, generator.generateKeyPair(), ca, false);
  }

  /** The certificate that a server shows to a client who takes any. */
  public static X509Certificate shownBy(String host, int port) throws Exception {
    AtomicReference<X509Certificate> shown = new AtomicReference<>();
    X509TrustManager any =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {
            shown.set(chain[0]);
          }

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {any}, null);
    try (Socket socket = context.getSocketFactory().createSocket(host, port)) {
      socket.setSoTimeout(5_000);
      ((SSLSocket) socket).startHandshake();
    }
    return shown.get();
  }

  /** A client's context: trusts this CA and shows this identity, if there is one. */
  public static SSLContext client(Identity ca, Identity identity)
      throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", ca.certificate());
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (identity != null) {
      keys.setKeyEntry(
          "client",
          identity.keys().getPrivate(),
          new char[0],
          new X509Certificate[] {identity.certificate()});
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trusts.getTrustManagers(), null);
    return context;
  }

  private static KeyPair ecKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static Identity issue(String name, KeyPair keys, Identity ca, boolean isCa)
      throws GeneralSecurityException, IOException {
    Instant now = Instant.now();
    X500Name subject = new X500Name("CN=" + name);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            ca == null
                ? subject
                : new X500Name(ca.certificate().getSubjectX500Principal().getName()),
            new BigInteger(64, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, name),
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
    KeyPair signer = ca == null ? keys : ca.keys();
    String algorithm =
        signer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      return new Identity(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))),
          keys);
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }
}
