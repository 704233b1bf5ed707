package io.hashpool.webconfig;

import java.util.List;
import javax.net.ssl.SSLParameters;

/** An elliptic curve of the key exchange, by the name that Go has for it. */
enum Curve {
  CurveP256("secp256r1"),
  CurveP384("secp384r1"),
  CurveP521("secp521r1"),
  X25519("x25519");

  private static final String PROPERTY = "jdk.tls.namedGroups";

  private final String javaName;

  Curve(String javaName) {
    this.javaName = javaName;
  }

  /**
   * Uses these curves alone, in this order. Since Java 20 they are set for a connection. Before,
   * they are a property of the process, which is read when TLS is first used.
   *
   * @return whether they are in force; not if an older Java has others already
   */
  static boolean prefer(List<Curve> curves, SSLParameters parameters) {
    String[] names = curves.stream().map(curve -> curve.javaName).toArray(String[]::new);
    try {
      SSLParameters.class
          .getMethod("setNamedGroups", String[].class)
          .invoke(parameters, (Object) names);
      return true;
    } catch (ReflectiveOperationException e) {
      String joined = String.join(",", names);
      if (System.getProperty(PROPERTY) == null) {
        System.setProperty(PROPERTY, joined);
      }
      return joined.equals(System.getProperty(PROPERTY));
    }
  }
}
