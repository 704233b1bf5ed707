package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hashpool.http.OpenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What was there before a test, so that nothing more is there after it. */
final class Leftovers {
  private static final Path LINUX = Path.of("/proc/self/fd");
  private final List<String> threadsBefore = threads();
  private final long socketsBefore = sockets();

  /** Fails if a thread of the feed or a socket is left over. */
  void assertNone() {
    await()
        .untilAsserted(
            () -> {
              assertThat(threads()).as("threads").isEqualTo(threadsBefore);
              assertThat(sockets()).as("sockets").isLessThanOrEqualTo(socketsBefore);
            });
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("feed-") || name.startsWith("relay-"))
        .sorted()
        .toList();
  }

  private static long sockets() {
    if (!Files.isDirectory(LINUX)) {
      return 0;
    }
    try {
      return OpenFiles.ownSockets();
    } catch (IOException e) {
      throw new AssertionError("can't list open files", e);
    }
  }
}
