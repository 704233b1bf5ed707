package io.hashpool.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What was there before a test, so that nothing more is there after it. */
final class Leftovers {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
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
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(Leftovers::isSocket).count();
    } catch (IOException e) {
      throw new AssertionError("can't list open files", e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
