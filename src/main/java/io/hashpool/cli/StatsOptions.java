package io.hashpool.cli;

import io.hashpool.stats.PoolStatsRegistry;
import io.hashpool.stats.StatsOrigin;
import io.micrometer.core.instrument.MeterRegistry;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The flags of what is recorded. */
final class StatsOptions {
  @Option(
      names = "--stats.downstreams-limit",
      paramLabel = "COUNT",
      defaultValue = "" + PoolStatsRegistry.DEFAULT_DOWNSTREAMS_LIMIT,
      converter = PositiveInteger.class,
      description =
          "How many live downstreams get series of their own; the rest count in the pool totals"
              + " alone. Default: ${DEFAULT-VALUE}")
  Integer downstreamsLimit = PoolStatsRegistry.DEFAULT_DOWNSTREAMS_LIMIT;

  PoolStatsRegistry registry(MeterRegistry meters, StatsOrigin origin) {
    return PoolStatsRegistry.builder(meters)
        .origin(origin)
        .downstreamsLimit(downstreamsLimit)
        .build();
  }

  static final class PositiveInteger implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int number = Integer.parseInt(value);
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + value + "\" is not a count; write a whole number from 1 to 2147483647");
    }
  }
}
