package io.hashpool.cli;

import io.hashpool.base.HostAndPort;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host:port} from a flag. */
final class ListenAddressConverter implements ITypeConverter<HostAndPort> {
  @Override
  public HostAndPort convert(String value) {
    try {
      return HostAndPort.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
