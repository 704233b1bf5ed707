package io.hashpool.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a daemon to read its configuration again. Without a handler the JVM ends at
 * it. The JDK's only way to handle a signal is {@code sun.misc.Signal}, of its module {@code
 * jdk.unsupported}. The compiler warns of each use of that, so it is used by reflection.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** Runs this at each SIGHUP from now on, on a thread of the JVM's. */
  static void handle(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, args) -> {
                if (method.getName().equals("handle")) {
                  task.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (InvocationTargetException e) {
      // Started by nohup, or with -Xrs: the signal is ignored, or is not the JVM's.
      LOG.debug("SIGHUP is not handled", e.getCause());
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP is not handled: this JVM has no sun.misc.Signal", e);
    }
  }
}
