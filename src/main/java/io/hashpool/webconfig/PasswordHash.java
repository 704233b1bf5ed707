package io.hashpool.webconfig;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bcrypt hash of a password.
 *
 * @param text in the modular crypt format, {@code $2y$10$...}
 */
record PasswordHash(String text) {
  /** About a second of a core. Each step more doubles it. */
  private static final int USUAL_COST = 14;

  private static final int MIN_COST = 4;
  private static final int MAX_COST = 31;

  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(?<cost>\\d\\d)\\$[./A-Za-z0-9]{53}");

  /** Older hashes of longer passwords took the first 72 bytes alone. */
  private static final BCrypt.Verifyer VERIFYER =
      BCrypt.verifyer(
          BCrypt.Version.VERSION_2Y, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2Y));

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not a bcrypt hash
   */
  PasswordHash {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is not a bcrypt hash; make one with: htpasswd -nBC 10 USER");
    }
    int cost = Integer.parseInt(matcher.group("cost"));
    if (cost < MIN_COST || cost > MAX_COST) {
      throw new IllegalArgumentException(
          "has a bcrypt cost of %d; it must be from %d to %d".formatted(cost, MIN_COST, MAX_COST));
    }
  }

  int cost() {
    return Integer.parseInt(text, 4, 6, 10);
  }

  /** Whether a check takes many seconds of a core. */
  boolean isCostly() {
    return cost() > USUAL_COST;
  }

  /** Whether it is of this password. Takes as long for a wrong one; 0.1 s and more. */
  boolean matches(String password) {
    return VERIFYER.verify(
            password.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.US_ASCII))
        .verified;
  }

  /** One that no one knows the password of, to check as costly as this. */
  static PasswordHash decoy(int cost) {
    return new PasswordHash(
        "$2y$%02d$%s".formatted(cost, "abcdefghijklmnopqrstuu" + "x".repeat(31)));
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "a bcrypt hash of cost " + cost();
  }
}
