package io.hashpool.grafana;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The panels that stay empty, and say so, because of what a pool does not report. */
final class NotReported {
  private static final Set<String> WITHOUT_FEED =
      Set.of(
          "exporter.json, Snapshots taken",
          "exporter.json, Age of the last snapshot and of the last change",
          "exporter.json, Refused lines and connections",
          "exporter.json, Feed connections");

  /** Rejections, difficulty, blocks and how long a share takes to check are the pool's to tell. */
  private static final Set<String> WITHOUT_THE_POOL_INSIDE =
      Set.of(
          "overview.json, Rejected, 1 hour",
          "overview.json, Rejected shares, by reason",
          "overview.json, Blocks",
          "overview.json, Blocks found, by pool",
          "downstream.json, Rejected, 1 hour",
          "downstream.json, Rejected shares, by reason",
          "downstream.json, Best share",
          "downstream.json, Difficulty, 5 m",
          "downstream.json, Difficulty of its shares",
          "exporter.json, Time to check a share");

  private static final Set<String> WITHOUT_THE_EXPORTER =
      Set.of(
          "overview.json, Churn: connections in the last hour",
          "downstream.json, Channels",
          "downstream.json, Alarm in",
          "downstream.json, Connected for",
          "downstream.json, Mean gap",
          "exporter.json, Use of the limit on downstreams",
          "exporter.json, Refused requests",
          "exporter.json, Heap",
          "exporter.json, Memory outside the heap",
          "exporter.json, Garbage collection",
          "exporter.json, CPU",
          "exporter.json, Threads",
          "exporter.json, Open files");

  /** Told by SRI's applications alone, none of which is among the live pools. */
  private static final Pattern ONLY_BY_SRI =
      Pattern.compile("_identity_info|_unacknowledged_shares");

  private NotReported() {}

  /** Whether no live pool reports what this asks for. */
  static boolean byAll(DashboardQuery query) {
    return ONLY_BY_SRI.matcher(query.expression()).find();
  }

  static Set<String> by(LivePools.Source source) {
    return switch (source) {
      case IN_PROCESS -> WITHOUT_FEED;
      case FEED -> WITHOUT_THE_POOL_INSIDE;
      case HASHPOOL ->
          Stream.of(WITHOUT_FEED, WITHOUT_THE_POOL_INSIDE, WITHOUT_THE_EXPORTER)
              .flatMap(Set::stream)
              .collect(Collectors.toSet());
    };
  }
}
