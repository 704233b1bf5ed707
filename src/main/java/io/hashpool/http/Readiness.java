package io.hashpool.http;

/** Whether the exporter has something true to show. Asked anew at each request; thread-safe. */
@FunctionalInterface
public interface Readiness {
  /** The state now. */
  State now();

  /** Ready, or not and why. */
  sealed interface State {
    /** There is something to show. */
    record Ready() implements State {}

    /**
     * Not yet, or no longer.
     *
     * @param reason for the operator, one line
     */
    record NotReady(String reason) implements State {}
  }

  /** For what is ready as soon as it answers. */
  static Readiness always() {
    return State.Ready::new;
  }
}
