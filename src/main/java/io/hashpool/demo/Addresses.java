package io.hashpool.demo;

import java.util.List;

/** The addresses of demo miners, from the ranges for documentation (RFC 5737). */
final class Addresses {
  private static final List<String> NETWORKS = List.of("192.0.2.", "198.51.100.");
  private static final int HOSTS = 254;
  private static final int FIRST_PORT = 32_768;
  private static final int PORTS = 28_232;

  private int connections;

  /** The address of a miner's next connection: the same host, another port. */
  String next(int minerNumber) {
    int host = minerNumber % (NETWORKS.size() * HOSTS);
    int port = FIRST_PORT + connections++ * 7 % PORTS;
    return NETWORKS.get(host / HOSTS) + (1 + host % HOSTS) + ":" + port;
  }
}
