package io.hashpool.cli;

import io.hashpool.pull.AcceptedBy;
import io.hashpool.pull.HttpConfig;
import io.hashpool.pull.PollTimes;
import io.hashpool.pull.PullSettings;
import io.hashpool.pull.PullTarget;
import io.hashpool.pull.SriOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags of a source that is asked over HTTP. */
final class PullOptions {
  /** Whether a name that miners mine for becomes a label. */
  enum Identities {
    SHOW,
    HIDE
  }

  @Option(
      names = "--pull",
      paramLabel = "SOURCE=URL",
      converter = TargetConverter.class,
      description =
          "Poll this source instead of listening for the feed:"
              + " hashpool=http://127.0.0.1:9108/metrics for a hashpool that serves its own"
              + " metrics, or sri=http://127.0.0.1:9090 for an SRI pool, job declarator client or"
              + " translator")
  @Nullable PullTarget source;

  @Option(
      names = "--pull.interval",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = PrometheusDuration.class,
      description = "The time between polls. Default: ${DEFAULT-VALUE}")
  Duration interval = PullSettings.DEFAULT_INTERVAL;

  @Option(
      names = "--pull.refresh",
      paramLabel = "DURATION",
      defaultValue = "15s",
      converter = PrometheusDuration.class,
      description =
          "How often an SRI application refreshes its numbers; a downstream has left when it was"
              + " missing for two refreshes. Default: ${DEFAULT-VALUE}")
  Duration refresh = PullSettings.DEFAULT_REFRESH;

  @Option(
      names = "--pull.http-config-file",
      paramLabel = "FILE",
      description =
          "Credentials and certificates for the source, with the fields of Prometheus's http_config:"
              + " basic_auth, authorization, tls_config, follow_redirects. Default: none")
  @Nullable Path httpConfigFile;

  @Option(
      names = "--pull.max-body-bytes",
      paramLabel = "BYTES",
      defaultValue = "" + PullSettings.DEFAULT_MAX_BODY_BYTES,
      converter = StatsOptions.PositiveInteger.class,
      description =
          "The longest answer, in bytes; the default fits 100,000 downstreams."
              + " Default: ${DEFAULT-VALUE}")
  Integer maxBodyBytes = PullSettings.DEFAULT_MAX_BODY_BYTES;

  @Option(
      names = "--pull.accepted",
      paramLabel = "RULE",
      defaultValue = "difference",
      description =
          "Which of hashpool's numbers are its accepted shares: difference, its shares less its"
              + " quotes, since it counts a share with a quote twice; or shares, for a hashpool that"
              + " counts each once. Default: ${DEFAULT-VALUE}")
  AcceptedBy accepted = AcceptedBy.DIFFERENCE;

  @Option(
      names = "--pull.identities",
      paramLabel = "show|hide",
      defaultValue = "show",
      description =
          "Whether to show the user identities of an SRI source's miners."
              + " Default: ${DEFAULT-VALUE}")
  Identities identities = Identities.SHOW;

  @Option(
      names = "--pull.api-clients",
      paramLabel = "COUNT",
      defaultValue = "" + SriOptions.DEFAULT_MAX_API_CLIENTS,
      converter = CountConverter.class,
      description =
          "The most clients of an SRI pool that are asked for the work of their channels, with one"
              + " request each about every 30 s. Default: ${DEFAULT-VALUE}")
  Integer apiClients = SriOptions.DEFAULT_MAX_API_CLIENTS;

  /** Empty where the feed is listened for. */
  Optional<PullTarget> source() {
    return Optional.ofNullable(source);
  }

  /** How long a polled source may say nothing: one poll that fails is no silence. */
  Duration staleAfter(Duration asked) {
    Duration least = interval.multipliedBy(3);
    return asked.compareTo(least) < 0 ? least : asked;
  }

  PullSettings settings(Duration staleAfter) {
    return PullSettings.of(
        new PollTimes(interval, refresh),
        staleAfter,
        maxBodyBytes,
        accepted,
        new SriOptions(apiClients, identities == Identities.SHOW));
  }

  /**
   * Credentials and certificates.
   *
   * @throws IOException if the file can't be used
   */
  HttpConfig httpConfig() throws IOException {
    Path file = httpConfigFile;
    return file == null ? HttpConfig.none() : HttpConfig.read(file);
  }

  static final class TargetConverter implements ITypeConverter<PullTarget> {
    @Override
    public PullTarget convert(String value) {
      try {
        return PullTarget.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class CountConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + value + "\" is not a count; write a whole number from 0 to 2147483647");
    }
  }
}
