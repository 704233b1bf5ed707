package io.hashpool.base;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many connections the process has room for. A server whose accept fails for want of a
 * descriptor is told of the same connection again at once, and spins; so the limits of connections
 * must be below. Stateless.
 */
public final class FileDescriptors {
  /** For files, and for connections that are accepted to be closed. */
  private static final int RESERVE = 8;

  private FileDescriptors() {}

  /** The descriptors that are free now for connections; at least 1, and many if none can tell. */
  public static int freeForConnections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long free = unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount() - RESERVE;
      return (int) Math.max(1, Math.min(Integer.MAX_VALUE, free));
    }
    return Integer.MAX_VALUE;
  }
}
