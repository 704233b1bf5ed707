package io.hashpool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogfmtLayoutTest {
  private final LogfmtLayout layout = new LogfmtLayout();

  LogfmtLayoutTest() {
    layout.start();
  }

  @Test
  void isOneLineOfKeysAndValues() {
    LoggingEvent event = event("feed silent", null);
    event.addKeyValuePair(new KeyValuePair("peer", "192.0.2.1:5"));
    event.addKeyValuePair(new KeyValuePair("count", 3));
    assertThat(layout.doLayout(event))
        .isEqualTo(
            "ts=2026-11-23T12:00:00.123Z level=warn logger=Feed msg=\"feed silent\""
                + " peer=192.0.2.1:5 count=3\n");
  }

  @Test
  void whatAPeerSentCannotForgeALineOrSteerATerminal() {
    LoggingEvent event = event("bad", null);
    event.addKeyValuePair(new KeyValuePair("line", "a\"\nlevel=error\u001b[2J\u202e\\"));
    assertThat(layout.doLayout(event))
        .endsWith("line=\"a\\\"\\nlevel=error\\u001b[2J\\u202e\\\\\"\n")
        .containsOnlyOnce("\n");
  }

  @Test
  void stackTraceStaysWithinItsLine() {
    String line = layout.doLayout(event("failed", new IllegalStateException("why")));
    assertThat(line).containsOnlyOnce("\n").contains("err=\"java.lang.IllegalStateException: why");
  }

  private static LoggingEvent event(String message, Throwable thrown) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("io.hashpool.feed.Feed"),
            Level.WARN,
            message,
            thrown,
            new Object[0]);
    event.setInstant(Instant.parse("2026-11-23T12:00:00.123Z"));
    return event;
  }
}
