package io.hashpool.webconfig;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cipher suites that both Go's exporters and Java know by one name and that keep past traffic
 * secret when a key is lost.
 */
enum CipherSuite {
  TLS_AES_128_GCM_SHA256,
  TLS_AES_256_GCM_SHA384,
  TLS_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA;

  private boolean ofTls13() {
    return compareTo(TLS_CHACHA20_POLY1305_SHA256) <= 0;
  }

  /**
   * These suites, and all those of TLS 1.3, which such a list does not govern in Go either: without
   * them a list for TLS 1.2 would switch TLS 1.3 off.
   */
  static String[] enabled(List<CipherSuite> chosen) {
    return Stream.concat(chosen.stream(), Arrays.stream(values()).filter(CipherSuite::ofTls13))
        .distinct()
        .map(Enum::name)
        .toArray(String[]::new);
  }
}
