package io.hashpool.cli;

import io.hashpool.http.ListenAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags of the web server. */
final class WebOptions {
  @Option(
      names = "--web.listen-address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9108",
      converter = ListenAddressConverter.class,
      description =
          "Where to serve metrics; :PORT is every interface, port 0 lets the system choose."
              + " Default: ${DEFAULT-VALUE}")
  ListenAddress listenAddress = new ListenAddress("127.0.0.1", 9108);

  @Option(
      names = "--web.telemetry-path",
      paramLabel = "PATH",
      defaultValue = "/metrics",
      converter = PathConverter.class,
      description = "The path of the metrics. Default: ${DEFAULT-VALUE}")
  String telemetryPath = "/metrics";

  static final class ListenAddressConverter implements ITypeConverter<ListenAddress> {
    @Override
    public ListenAddress convert(String value) {
      try {
        return ListenAddress.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
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
