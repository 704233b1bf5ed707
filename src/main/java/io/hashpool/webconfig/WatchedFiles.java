package io.hashpool.webconfig;

import io.hashpool.base.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that one reading of the configuration looked at, known again by their contents: times
 * and sizes miss a quick second change, and a mounted secret changes behind a link. For one thread.
 */
final class WatchedFiles {
  private static final int MAX_BYTES = 1 << 20;
  private static final String UNREADABLE = "unreadable";

  private final Map<Path, String> digests = new LinkedHashMap<>();

  /**
   * The bytes of the file; remembers that it was asked for, also if there is none.
   *
   * @throws WebConfigException if it can't be read or is too long
   */
  byte[] read(Path file) throws WebConfigException {
    digests.put(file, UNREADABLE);
    try {
      byte[] bytes = bytes(file);
      digests.put(file, digest(bytes));
      return bytes;
    } catch (WebConfigException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new WebConfigException(FileNames.show(file) + ": no such file", e);
    } catch (IOException e) {
      throw new WebConfigException(FileNames.show(file) + ": can't be read: " + e, e);
    }
  }

  /** What the files held when they were read. */
  Map<Path, String> asRead() {
    return Map.copyOf(digests);
  }

  /** What they hold now. */
  static Map<Path, String> now(Map<Path, String> asRead) {
    Map<Path, String> now = new LinkedHashMap<>();
    for (Path file : asRead.keySet()) {
      try {
        now.put(file, digest(bytes(file)));
      } catch (IOException e) {
        now.put(file, UNREADABLE);
      }
    }
    return Map.copyOf(now);
  }

  private static byte[] bytes(Path file) throws IOException {
    // To open a FIFO would be to wait for whoever writes to it.
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new WebConfigException(
          FileNames.show(file)
              + ": is not a regular file but a directory, a device or a FIFO; put a file there");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new WebConfigException(
            FileNames.show(file)
                + ": is longer than "
                + MAX_BYTES
                + " bytes, so it is the wrong file");
      }
      return bytes;
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
