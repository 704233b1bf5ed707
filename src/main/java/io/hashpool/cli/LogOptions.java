package io.hashpool.cli;

import ch.qos.logback.classic.Level;
import picocli.CommandLine.Option;

/** The flags of logging. */
final class LogOptions {
  /** The levels an operator chooses from. */
  enum LogLevel {
    debug(Level.DEBUG),
    info(Level.INFO),
    warn(Level.WARN),
    error(Level.ERROR);

    final Level level;

    LogLevel(Level level) {
      this.level = level;
    }
  }

  /** The forms of a line. */
  enum LogFormat {
    logfmt,
    json
  }

  @Option(
      names = "--log.level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "The lowest level to log: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  LogLevel level = LogLevel.info;

  @Option(
      names = "--log.format",
      paramLabel = "FORMAT",
      defaultValue = "logfmt",
      description = "The format of a log line: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  LogFormat format = LogFormat.logfmt;
}
