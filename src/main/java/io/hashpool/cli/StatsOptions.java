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
          "The most live downstreams with series of their own; the others count in the pool totals"
              + " alone. Default: ${DEFAULT-VALUE}")
  Integer downstreamsLimit = PoolStatsRegistry.DEFAULT_DOWNSTREAMS_LIMIT;

  @Option(
      names = "--silence.false-alarms-per-day",
      paramLabel = "NUMBER",
      defaultValue = "" + PoolStatsRegistry.DEFAULT_FALSE_SILENCE_ALARMS_PER_DAY,
      converter = FalseAlarms.class,
      description =
          "How many false alarms of silence a day the pool may raise. Default: ${DEFAULT-VALUE}")
  Double falseSilenceAlarmsPerDay = PoolStatsRegistry.DEFAULT_FALSE_SILENCE_ALARMS_PER_DAY;

  PoolStatsRegistry registry(MeterRegistry meters, StatsOrigin origin) {
    return PoolStatsRegistry.builder(meters)
        .origin(origin)
        .downstreamsLimit(downstreamsLimit)
        .falseSilenceAlarmsPerDay(falseSilenceAlarmsPerDay)
        .build();
  }

  static final class FalseAlarms implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        double number = Double.parseDouble(value);
        if (number > 0 && number < Double.POSITIVE_INFINITY) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new TypeConversionException(
          "\"" + value + "\" is not a number of alarms above 0; write one such as 0.1");
    }
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
