package io.hashpool.pull;

/**
 * What can be chosen of an SRI source.
 *
 * @param maxApiClients how many clients are asked for what {@code /metrics} lacks, at least 0
 * @param showIdentities whether the names that miners mine for are shown
 */
public record SriOptions(int maxApiClients, boolean showIdentities) {
  /** 200 clients, which cost some seven requests a second at the most. */
  public static final int DEFAULT_MAX_API_CLIENTS = 200;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SriOptions {
    if (maxApiClients < 0) {
      throw new IllegalArgumentException(
          "the number of clients to ask is 0 or more, not " + maxApiClients);
    }
  }
}
