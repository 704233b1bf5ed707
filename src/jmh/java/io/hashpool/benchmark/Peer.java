package io.hashpool.benchmark;

/** The ways to serve the same series. */
public enum Peer {
  /** This project's. */
  EXPOSITION,
  /** Micrometer's Prometheus registry with the client's own handler: what it is compared with. */
  MICROMETER,
  /** The Prometheus client's counters and gauges, without Micrometer. */
  CLIENT_JAVA,
  /** The client of the generation before, 0.16. */
  SIMPLECLIENT
}
