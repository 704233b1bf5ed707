package io.hashpool.webconfig;

import io.hashpool.base.DaemonThreads;
import io.hashpool.base.FileNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration file, looked at every second together with the files it names. A changed
 * version is taken once it has been the same for two looks, so that a half-written one is not; one
 * that can't be used changes nothing, and the log says so once. Thread-safe.
 */
public final class WebConfigFile implements Supplier<WebConfig>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebConfigFile.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Path file;
  private final ScheduledExecutorService looks;
  private volatile WebConfig current;
  private volatile boolean lastReadGood = true;

  private Map<Path, String> tried; // of the thread that looks
  private Map<Path, String> lastLook; // of the thread that looks

  private WebConfigFile(Path file) throws WebConfigException {
    this.file = file;
    WatchedFiles files = new WatchedFiles();
    this.current = WebConfigBuilder.read(file, files);
    this.tried = files.asRead();
    this.lastLook = tried;
    this.looks = DaemonThreads.scheduler("hashpool-web-config");
  }

  /**
   * Reads it, and goes on to look at it.
   *
   * @throws WebConfigException if it can't be used
   */
  public static WebConfigFile open(Path file) throws WebConfigException {
    WebConfigFile opened = new WebConfigFile(file);
    opened.logNotes(opened.current);
    long millis = LOOK_EVERY.toMillis();
    opened.looks.scheduleWithFixedDelay(
        DaemonThreads.guarded(opened::look), millis, millis, TimeUnit.MILLISECONDS);
    return opened;
  }

  /** The last version that could be used. */
  @Override
  public WebConfig get() {
    return current;
  }

  /** Whether that is what the file says now. */
  public boolean isLastReadGood() {
    return lastReadGood;
  }

  /**
   * A context for the server's life; each new connection gets what the current version says.
   *
   * @throws IllegalStateException if the file has no TLS
   */
  public SSLContext sslContext() {
    return SwitchingSslContext.of(() -> tls(current).context());
  }

  /** Reads it again at once, also if it has not changed. */
  public void readAgain() {
    looks.execute(DaemonThreads.guarded(this::read));
  }

  /** Stops looking. */
  @Override
  public void close() {
    looks.shutdownNow();
  }

  private static TlsServer tls(WebConfig config) {
    return config.tls().orElseThrow(() -> new IllegalStateException("no TLS in the file"));
  }

  private void look() {
    try {
      Map<Path, String> now = WatchedFiles.now(tried);
      boolean still = now.equals(lastLook);
      lastLook = now;
      if (still && !now.equals(tried)) {
        read();
      }
    } catch (RuntimeException e) {
      LOG.error("looking at the web configuration failed", e);
    }
  }

  private void read() {
    WatchedFiles files = new WatchedFiles();
    try {
      WebConfig read = WebConfigBuilder.readAgain(file, files, current);
      current = read;
      lastReadGood = true;
      LOG.atInfo().addKeyValue("file", FileNames.show(file)).log("web configuration read again");
      logNotes(read);
    } catch (WebConfigException e) {
      lastReadGood = false;
      LOG.atError()
          .addKeyValue("file", FileNames.show(file))
          .addKeyValue("error", e.getMessage())
          .log("web configuration can't be used, the one before stays in force");
    }
    tried = files.asRead();
    lastLook = tried;
  }

  private void logNotes(WebConfig config) {
    for (String note : config.notes()) {
      LOG.atWarn()
          .addKeyValue("file", FileNames.show(file))
          .addKeyValue("note", note)
          .log("web configuration");
    }
  }
}
