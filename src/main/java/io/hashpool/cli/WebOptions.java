package io.hashpool.cli;

import io.hashpool.base.HostAndPort;
import io.hashpool.http.WebServerOptions;
import io.hashpool.webconfig.WebConfigException;
import io.hashpool.webconfig.WebConfigFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags of the web server. */
final class WebOptions {
  private static final HostAndPort DEFAULT_LISTEN_ADDRESS = new HostAndPort("127.0.0.1", 19108);

  @Option(
      names = "--web.listen-address",
      paramLabel = "HOST:PORT",
      split = ",",
      converter = ListenAddressConverter.class,
      description =
          "The address at which metrics are served; :PORT is every interface, port 0 lets the"
              + " system choose. Give it several times, or with commas, for several addresses."
              + " Default: 127.0.0.1:19108")
  List<HostAndPort> givenListenAddresses = List.of();

  @Option(
      names = "--web.telemetry-path",
      paramLabel = "PATH",
      defaultValue = "/metrics",
      converter = PathConverter.class,
      description = "The path of the metrics. Default: ${DEFAULT-VALUE}")
  String telemetryPath = "/metrics";

  @Option(
      names = "--web.config.file",
      paramLabel = "FILE",
      description =
          "TLS, client certificates, passwords and a rate limit, in the format of Prometheus's own"
              + " exporters; read again when it changes, and at SIGHUP. Default: plain HTTP for"
              + " everyone")
  @Nullable Path configFile;

  @Option(
      names = "--web.max-requests",
      paramLabel = "COUNT",
      defaultValue = "" + WebServerOptions.DEFAULT_MAX_REQUESTS,
      converter = StatsOptions.PositiveInteger.class,
      description =
          "The most requests that are answered at once; more wait for a short time."
              + " Default: ${DEFAULT-VALUE}")
  Integer maxRequests = WebServerOptions.DEFAULT_MAX_REQUESTS;

  @Option(
      names = "--web.protect-health",
      description =
          "Require the password for /-/healthy and /-/ready too, if there is one."
              + " Default: ${DEFAULT-VALUE}")
  boolean protectHealth;

  /**
   * The configuration file, opened, if one was given.
   *
   * @throws WebConfigException if it can't be used
   */
  Optional<WebConfigFile> openConfigFile() throws WebConfigException {
    Path given = configFile;
    return given == null ? Optional.empty() : Optional.of(WebConfigFile.open(given));
  }

  List<HostAndPort> listenAddresses() {
    return isListenAddressGiven() ? givenListenAddresses : List.of(DEFAULT_LISTEN_ADDRESS);
  }

  /** Whether the operator asked for one, by the flag or the environment. */
  boolean isListenAddressGiven() {
    return !givenListenAddresses.isEmpty();
  }

  static final class PathConverter implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      if (!value.matches("/[\\w./~-]*[\\w~-]")) {
        throw new TypeConversionException(
            "\""
                + value
                + "\" is not a path; write one that starts with / and has letters, digits, or"
                + " any of . _ - ~ after it, such as /metrics");
      }
      return value;
    }
  }
}
