package io.hashpool.http;

import java.util.List;
import java.util.stream.Collectors;

/** The page at the root: what this is, and a link to each route. */
final class LandingPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>hashpool-exporter</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 42rem; padding: 0 1rem;
             color: #1f2328; background: #fff; }
      h1 { font-size: 1.5rem; margin-bottom: 0; }
      p { color: #59636e; margin-top: .25rem; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; margin-top: 2rem; }
      dt { font-family: ui-monospace, monospace; }
      dd { margin: 0; }
      a { color: #0969da; }
      @media (prefers-color-scheme: dark) {
        body { color: #e6edf3; background: #0d1117; }
        p { color: #9198a1; }
        a { color: #58a6ff; }
      }
      </style>
      </head>
      <body>
      <h1>hashpool-exporter</h1>
      <p>Metrics of a hashpool mining pool&#39;s downstreams. Version %s.</p>
      <dl>
      %s
      </dl>
      </body>
      </html>
      """;

  private LandingPage() {}

  static Reply of(List<Route> routes, String version) {
    String links =
        routes.stream()
            .map(
                route ->
                    // Relative, for a reverse proxy that serves all this under a prefix.
                    "<dt><a href=\".%1$s\">%1$s</a></dt><dd>%2$s</dd>"
                        .formatted(escaped(route.path()), escaped(route.description())))
            .collect(Collectors.joining("\n"));
    return Reply.html(200, PAGE.formatted(escaped(version), links));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
