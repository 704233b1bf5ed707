package io.hashpool.cli;

import io.hashpool.base.FileDescriptors;
import io.hashpool.base.HostAndPort;
import io.hashpool.feed.Accepted;
import io.hashpool.feed.AllowedPeers;
import io.hashpool.feed.FeedLimits;
import io.hashpool.ingest.SourceMonitor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags of the snapshot feed. */
final class FeedOptions {
  /** A quarter of those that are free. The web server takes half of them. */
  private static final int SHARE_OF_DESCRIPTORS = 4;

  @Option(
      names = "--feed.listen-address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9083",
      converter = ListenAddressConverter.class,
      description =
          "The address at which the exporter listens for the pool's snapshots."
              + " Default: ${DEFAULT-VALUE}")
  HostAndPort listenAddress = new HostAndPort("127.0.0.1", 9083);

  @Option(
      names = "--feed.stale-after",
      paramLabel = "DURATION",
      defaultValue = "45s",
      converter = PrometheusDuration.class,
      description =
          "After this time without a report the source is silent, and the series of its"
              + " downstreams are withdrawn. Default: ${DEFAULT-VALUE}")
  Duration staleAfter = SourceMonitor.DEFAULT_STALE_AFTER;

  @Option(
      names = "--feed.accepted",
      paramLabel = "shares|quotes",
      defaultValue = "shares",
      converter = AcceptedConverter.class,
      description =
          "Which of the pool's numbers are its accepted shares: shares, or quotes for hashpool's"
              + " v0.1.1, which counts rejected shares among its shares. Default: ${DEFAULT-VALUE}")
  Accepted accepted = Accepted.SHARES;

  @Option(
      names = "--feed.max-line-bytes",
      paramLabel = "BYTES",
      defaultValue = "" + FeedLimits.DEFAULT_MAX_LINE_BYTES,
      converter = StatsOptions.PositiveInteger.class,
      description =
          "The longest snapshot, in bytes; the default fits 90,000 downstreams."
              + " Default: ${DEFAULT-VALUE}")
  Integer maxLineBytes = FeedLimits.DEFAULT_MAX_LINE_BYTES;

  @Option(
      names = "--feed.max-connections",
      paramLabel = "COUNT",
      defaultValue = "" + FeedLimits.DEFAULT_MAX_CONNECTIONS,
      converter = StatsOptions.PositiveInteger.class,
      description = "The most connections to the feed at once. Default: ${DEFAULT-VALUE}")
  Integer maxConnections = FeedLimits.DEFAULT_MAX_CONNECTIONS;

  @Option(
      names = "--feed.idle-timeout",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = PrometheusDuration.class,
      description =
          "A connection to the feed is closed after this time without a whole line."
              + " Default: ${DEFAULT-VALUE}")
  Duration idleTimeout = FeedLimits.DEFAULT_IDLE_TIMEOUT;

  @Option(
      names = "--feed.allow",
      paramLabel = "CIDR,...",
      converter = AllowedPeersConverter.class,
      description =
          "The addresses that may connect to the feed, such as 10.1.0.0/16,192.0.2.7,fd00::/8."
              + " Default: all, with a warning if the address is not a loopback address")
  @Nullable AllowedPeers allow;

  AllowedPeers allowed() {
    AllowedPeers given = allow;
    return given == null ? AllowedPeers.EVERYONE : given;
  }

  /**
   * The limits.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  FeedLimits limits() {
    return FeedLimits.of(maxLineBytes, maxConnections, idleTimeout);
  }

  /** These limits, with no more connections than the process has descriptors for. */
  static FeedLimits affordable(FeedLimits limits) {
    int most = Math.max(1, FileDescriptors.freeForConnections() / SHARE_OF_DESCRIPTORS);
    if (limits.maxConnections() <= most) {
      return limits;
    }
    LoggerFactory.getLogger(FeedOptions.class)
        .atWarn()
        .addKeyValue("limit", most)
        .log("the feed takes fewer connections than --feed.max-connections: too few descriptors");
    return new FeedLimits(
        limits.maxLineBytes(), limits.maxBufferedBytes(), most, limits.idleTimeout());
  }

  static final class AcceptedConverter implements ITypeConverter<Accepted> {
    @Override
    public Accepted convert(String value) {
      return switch (value) {
        case "shares" -> Accepted.SHARES;
        case "quotes" -> Accepted.QUOTES;
        default -> throw new TypeConversionException("must be shares or quotes, not " + value);
      };
    }
  }

  static final class AllowedPeersConverter implements ITypeConverter<AllowedPeers> {
    @Override
    public AllowedPeers convert(String value) {
      try {
        return AllowedPeers.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
