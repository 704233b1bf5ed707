package io.hashpool.webconfig;

import java.util.Map;
import java.util.Optional;

/** Who may ask, by name and password hash. Where there is none, everyone may. Immutable. */
public final class Users {
  static final Users ANYONE = new Users(Map.of());

  private final Map<String, PasswordHash> hashes;
  private final Optional<PasswordHash> decoy;

  Users(Map<String, PasswordHash> hashes) {
    this.hashes = Map.copyOf(hashes);
    this.decoy =
        hashes.values().stream()
            .map(PasswordHash::cost)
            .max(Integer::compare)
            .map(PasswordHash::decoy);
  }

  /** Whether no name and password is asked for. */
  public boolean anyone() {
    return hashes.isEmpty();
  }

  boolean knows(String user) {
    return hashes.containsKey(user);
  }

  /**
   * What to check a password against; of an unknown user, one that takes as long and never fits.
   */
  PasswordHash hashOf(String user) {
    PasswordHash hash = hashes.get(user);
    return hash == null ? decoy.orElseThrow() : hash;
  }
}
