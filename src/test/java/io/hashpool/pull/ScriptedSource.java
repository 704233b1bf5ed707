package io.hashpool.pull;

import io.hashpool.base.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;

/** A server that answers what the test says, byte by byte. */
public final class ScriptedSource implements AutoCloseable {
  private static final Path RECORDED = Path.of("src/test/resources/io/hashpool/pull");

  private final ServerSocket server;
  private final String scheme;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Map<String, Supplier<byte[]>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private volatile Optional<Instant> date = Optional.of(Instant.parse("2026-01-01T00:00:00Z"));

  private ScriptedSource(ServerSocketFactory factory, String scheme) throws IOException {
    this.server = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.scheme = scheme;
  }

  public static ScriptedSource start() throws IOException {
    return start(ServerSocketFactory.getDefault(), "http");
  }

  static ScriptedSource start(ServerSocketFactory factory, String scheme) throws IOException {
    ScriptedSource source = new ScriptedSource(factory, scheme);
    DaemonThreads.named("scripted-source", source::accept).start();
    return source;
  }

  /** A recorded answer of a real server. */
  public static String recorded(String file) {
    try {
      return Files.readString(RECORDED.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI base() {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  /** The time of the Date header; without one where there is none. */
  public void setDate(Optional<Instant> newDate) {
    date = newDate;
  }

  /** Answers this path, with or without a query, with a 200. */
  public ScriptedSource answer(String path, String body) {
    return answer(path, 200, body);
  }

  public ScriptedSource answer(String path, int status, String body, String... headers) {
    answers.put(path, () -> response(status, body, headers));
    return this;
  }

  /** Answers with a recorded answer of the real server. */
  public ScriptedSource replay(String path, String file) {
    return answer(path, recorded(file));
  }

  /** Answers with these bytes and then closes, or hangs where there are none left to send. */
  void answerRaw(String path, Supplier<byte[]> bytes) {
    answers.put(path, bytes);
  }

  /** Never ends an answer of its own accord. */
  byte[] hang() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new byte[0];
  }

  void forget(String path) {
    answers.remove(path);
  }

  /** The paths that were asked for, in order. */
  List<String> requests() {
    return requests;
  }

  /** The request lines with their headers. */
  List<String> heads() {
    return heads;
  }

  private byte[] response(int status, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
    head.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n");
    date.ifPresent(
        at ->
            head.append("Date: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC)))
                .append("\r\n"));
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + bytes.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    return all;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        DaemonThreads.named("scripted-answer", () -> serve(socket)).start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      if (head.length() == 0) {
        return;
      }
      String target = head.toString().split(" ", 3)[1];
      heads.add(head.toString());
      requests.add(target);
      Supplier<byte[]> answer = answers.get(target);
      if (answer == null) {
        answer = answers.get(target.replaceFirst("\\?.*", ""));
      }
      OutputStream out = socket.getOutputStream();
      out.write(answer == null ? response(404, "{\"error\":\"nothing here\"}") : answer.get());
      out.flush();
    } catch (IOException e) {
      // The client gave up, as some tests want it to.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}
