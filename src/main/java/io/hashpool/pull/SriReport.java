package io.hashpool.pull;

import io.hashpool.ingest.DownstreamReport;
import io.hashpool.ingest.PoolDetail;
import java.util.List;
import java.util.Set;

/**
 * What an SRI application says of its downstreams.
 *
 * @param downstreams those connected
 * @param unreadable those of whom nothing is known at this moment
 * @param detail of the whole
 */
record SriReport(List<DownstreamReport> downstreams, Set<Long> unreadable, PoolDetail detail) {}
