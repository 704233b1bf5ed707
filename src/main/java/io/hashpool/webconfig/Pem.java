package io.hashpool.webconfig;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with PEM blocks (RFC 7468): chains of certificates, and keys in PKCS#8, PKCS#1 and SEC 1.
 *
 * @param place where it stands, for messages: a file, or a field of the configuration
 * @param text the blocks, and anything between them
 */
record Pem(String place, String text) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final String PKCS8 = "PRIVATE KEY";
  private static final Set<String> KEYS = Set.of(PKCS8, "RSA PRIVATE KEY", "EC PRIVATE KEY");
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int LONG_FORM = 0x80;
  private static final byte[] VERSION_0 = {2, 1, 0};

  private record Block(String label, String body) {
    boolean isEncryptedKey() {
      return label.equals("ENCRYPTED PRIVATE KEY")
          || (label.endsWith("PRIVATE KEY") && body.contains("Proc-Type:"));
    }

    /**
     * What the text encodes.
     *
     * @throws IllegalArgumentException if it is not Base64
     */
    byte[] bytes() {
      return Base64.getMimeDecoder().decode(body);
    }
  }

  Pem(String place, byte[] text) {
    this(place, new String(text, StandardCharsets.ISO_8859_1));
  }

  /** All certificates, in their order; at least one. */
  List<X509Certificate> certificates() throws WebConfigException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks()) {
        if (block.label.equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new WebConfigException(place + ": a certificate can't be read: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new WebConfigException(
          place + ": holds no certificate; it must have a PEM block \"BEGIN CERTIFICATE\"");
    }
    return certificates;
  }

  /** The private key of a public one; empty if it is another's, or can't be read. */
  Optional<PrivateKey> privateKeyOf(PublicKey owner) throws WebConfigException {
    for (Block block : blocks()) {
      if (block.isEncryptedKey()) {
        throw new WebConfigException(
            place
                + ": the key is encrypted, and this configuration has no place for a passphrase;"
                + " decrypt it, for example with openssl pkey");
      }
      if (KEYS.contains(block.label)) {
        return key(owner, block);
      }
    }
    throw new WebConfigException(
        place
            + ": holds no private key; it must have a PEM block \"BEGIN PRIVATE KEY\", \"BEGIN RSA"
            + " PRIVATE KEY\" or \"BEGIN EC PRIVATE KEY\"");
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static Optional<PrivateKey> key(PublicKey owner, Block block) {
    try {
      byte[] bytes = block.bytes();
      byte[] pkcs8 = block.label.equals(PKCS8) ? bytes : pkcs8(owner, bytes);
      return Optional.of(
          KeyFactory.getInstance(owner.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The older forms of a key are the inner part of PKCS#8. What is missing is the algorithm with
   * its parameters, which the public key begins with (RFC 5208 and RFC 5280).
   */
  private static byte[] pkcs8(PublicKey owner, byte[] key) {
    byte[] whole = owner.getEncoded();
    int begin = content(whole, 0);
    byte[] algorithm = Arrays.copyOfRange(whole, begin, end(whole, begin));
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
  }

  private static byte[] der(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < LONG_FORM) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int sign = digits[0] == 0 ? 1 : 0;
      out.write(LONG_FORM | digits.length - sign);
      out.write(digits, sign, digits.length - sign);
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Where the content of the element at this place begins. */
  private static int content(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < LONG_FORM ? 0 : length - LONG_FORM);
  }

  /** Where the element at this place ends. */
  private static int end(byte[] der, int at) {
    int begin = content(der, at);
    int length =
        begin == at + 2
            ? der[at + 1]
            : new BigInteger(1, Arrays.copyOfRange(der, at + 2, begin)).intValueExact();
    return begin + length;
  }
}
