package io.hashpool.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments and the environment of this process in UTF-8. Without a locale, as in a container,
 * Java takes them for ASCII and loses all other characters. Linux still has the bytes.
 */
final class ProcessText {
  private static final String LOST = "\ufffd";

  private ProcessText() {}

  /** The arguments of the program, as the JVM gave them unless it lost characters. */
  static String[] arguments(String[] given) {
    if (!isLost(List.of(given))) {
      return given;
    }
    List<String> line = read("cmdline");
    // The first are the JVM's own.
    return line.size() < given.length
        ? given
        : line.subList(line.size() - given.length, line.size()).toArray(String[]::new);
  }

  /** The variables, as the JVM gave them unless it lost characters. */
  static Map<String, String> environment(Map<String, String> given) {
    if (!isLost(given.values())) {
      return given;
    }
    Map<String, String> environment = new HashMap<>(given);
    for (String variable : read("environ")) {
      String[] pair = variable.split("=", 2);
      if (pair.length == 2) {
        environment.put(pair[0], pair[1]);
      }
    }
    return environment;
  }

  private static boolean isLost(Collection<String> texts) {
    return texts.stream().anyMatch(text -> text.contains(LOST));
  }

  /** What this file of the process holds; nothing on a system that has no such file. */
  private static List<String> read(String file) {
    List<String> texts = new ArrayList<>();
    try {
      String all =
          new String(Files.readAllBytes(Path.of("/proc/self", file)), StandardCharsets.UTF_8);
      for (int start = 0, end; (end = all.indexOf('\0', start)) >= 0; start = end + 1) {
        texts.add(all.substring(start, end));
      }
    } catch (IOException e) {
      return List.of();
    }
    return texts;
  }
}
