package io.hashpool.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.hashpool.http.OpenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process holds at one moment.
 *
 * @param liveBytes the objects that a full collection left
 * @param threads as the system counts them
 * @param descriptors open files and sockets
 * @param residentKib resident memory
 */
record Vitals(long liveBytes, int threads, int descriptors, long residentKib) {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

  /** Collects the process's garbage and looks. */
  static Vitals of(long pid) throws IOException, InterruptedException {
    // A histogram of the live objects is taken after a full collection.
    long live = number(TOTAL, jcmd(pid, "GC.class_histogram"));
    Path proc = Path.of("/proc", Long.toString(pid));
    String status = Files.readString(proc.resolve("status"));
    int descriptors = (int) OpenFiles.of(pid);
    return new Vitals(live, (int) number(THREADS, status), descriptors, number(RESIDENT, status));
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(jcmd.waitFor()).as(output).isZero();
    return output;
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
