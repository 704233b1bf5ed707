package io.hashpool.stats;

import java.util.Arrays;
import java.util.Optional;

/** The services that a pool reports as connected, by hashpool's names. */
public enum ServiceType {
  /** The pool itself. */
  POOL("Pool"),
  /** The ehash mint. */
  MINT("Mint"),
  /** The job declarator server. */
  JOB_DECLARATOR("JobDeclarator");

  private final String label;

  ServiceType(String label) {
    this.label = label;
  }

  /** The name on the wire and in the {@code service_type} label. */
  public String label() {
    return label;
  }

  /** The type of this name. */
  public static Optional<ServiceType> fromLabel(String label) {
    return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
  }
}
