package io.hashpool.webconfig;

import java.util.Arrays;

/** A version of TLS, by the name that the file has for it. Java itself refuses those below 1.2. */
enum TlsVersion {
  TLS10("TLSv1", false),
  TLS11("TLSv1.1", false),
  TLS12("TLSv1.2", true),
  TLS13("TLSv1.3", true);

  private final String javaName;
  private final boolean served;

  TlsVersion(String javaName, boolean served) {
    this.javaName = javaName;
    this.served = served;
  }

  boolean served() {
    return served;
  }

  /** The versions served from this one up to that, by Java's names. */
  String[] javaNamesTo(TlsVersion max) {
    return Arrays.stream(values())
        .filter(v -> v.served && v.compareTo(this) >= 0 && v.compareTo(max) <= 0)
        .map(v -> v.javaName)
        .toArray(String[]::new);
  }
}
