package io.hashpool.base;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Names of files in UTF-8, whatever the locale. Without a locale, as in a container, Java refuses a
 * name that is not ASCII. The URI of a file holds the bytes of its name, so it works there too.
 * Stateless.
 */
public final class FileNames {
  private static final char LOST = '\ufffd';

  private FileNames() {}

  /**
   * The file of this name.
   *
   * @throws InvalidPathException if it can't be a name, for example with a NUL character
   */
  public static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      return byUri(Path.of("").toAbsolutePath(), name, e);
    }
  }

  /**
   * The file of a name that stands in another file. A relative name is relative to that file.
   *
   * @throws InvalidPathException if it can't be a name
   */
  public static Path sibling(Path file, String name) {
    Path absolute = file.toAbsolutePath();
    try {
      return absolute.resolveSibling(name).normalize();
    } catch (InvalidPathException e) {
      return byUri(Objects.requireNonNullElse(absolute.getParent(), absolute), name, e).normalize();
    }
  }

  /** The name of a file for people. */
  public static String show(Path file) {
    String name = file.toString();
    return name.indexOf(LOST) < 0 ? name : file.toUri().getPath();
  }

  private static Path byUri(Path directory, String name, InvalidPathException refused) {
    String escaped =
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    String start = name.startsWith("/") ? "file://" : directory.toUri() + "/";
    try {
      return Path.of(URI.create(start + escaped));
    } catch (IllegalArgumentException e) {
      throw refused;
    }
  }
}
