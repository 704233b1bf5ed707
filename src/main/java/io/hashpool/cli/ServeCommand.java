package io.hashpool.cli;

import picocli.CommandLine.Command;

/** {@link Serving}, by its name. */
@Command(
    name = "serve",
    description =
        "Serve the metrics of a pool that sends its snapshots over TCP, or that is asked for its numbers"
            + " over HTTP (--pull). The default.")
final class ServeCommand extends Serving {}
