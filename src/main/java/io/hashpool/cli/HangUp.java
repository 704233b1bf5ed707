package io.hashpool.cli;

import java.lang.reflect.Proxy;

/**
 * SIGHUP, which asks a daemon to read its configuration again. A JVM without a handler ends at it.
 * The JDK's only way to handle a signal is {@code sun.misc.Signal}, in its module {@code
 * jdk.unsupported}. The compiler warns of each use of that, so it is used by reflection.
 */
final class HangUp {
  private HangUp() {}

  /** Runs this at each SIGHUP from now on, in place of what was to run before. */
  static void handle(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, args) -> {
                if (method.getName().equals("handle")) {
                  task.run();
                }
                return null;
              });
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangUp, handling);
    } catch (ReflectiveOperationException e) {
      // By nohup it is ignored already; with -Xrs, or on another JVM, it ends the process.
    }
  }
}
