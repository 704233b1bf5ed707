package io.hashpool.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes hold open, as Linux tells. */
public final class OpenFiles {
  private OpenFiles() {}

  /** All descriptors of a process. */
  public static long of(long pid) throws IOException {
    try (Stream<Path> open = list(pid)) {
      return open.count();
    }
  }

  /** The sockets of this process. */
  public static long ownSockets() throws IOException {
    try (Stream<Path> open = list(ProcessHandle.current().pid())) {
      return open.filter(OpenFiles::isSocket).count();
    }
  }

  private static Stream<Path> list(long pid) throws IOException {
    return Files.list(Path.of("/proc", Long.toString(pid), "fd"));
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
