package io.hashpool.cli;

import io.hashpool.feed.JsonReply;
import io.hashpool.feed.StatsApi;
import io.hashpool.http.Reply;
import io.hashpool.http.Route;
import java.util.List;
import java.util.function.Supplier;

/** Mounts the JSON that hashpool's dashboard reads. */
final class ApiRoutes {
  private ApiRoutes() {}

  static List<Route> of(StatsApi api) {
    return List.of(
        route("/api/stats", "The latest pool snapshot, in JSON", api::stats),
        route("/api/services", "The services the pool reports, in JSON", api::services),
        route("/api/connections", "The connected downstreams, in JSON", api::connections),
        route("/api/hashrate", "The pool's hashrate, in JSON", api::hashrate),
        route("/health", "Whether the numbers are fresh, in JSON", api::health));
  }

  private static Route route(String path, String description, Supplier<JsonReply> source) {
    return new Route(
        path,
        description,
        Reply.handler(
            () -> {
              JsonReply reply = source.get();
              return Reply.json(reply.status(), reply.body()::writeTo);
            }));
  }
}
