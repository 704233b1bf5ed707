package io.hashpool.pull;

import io.hashpool.ingest.ChannelReport;

/**
 * What an answer says of one channel.
 *
 * @param identity whom it mines for; empty where that is not told
 * @param report its numbers
 */
record ChannelRow(String identity, ChannelReport report) {}
