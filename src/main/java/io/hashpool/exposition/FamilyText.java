package io.hashpool.exposition;

import java.util.Map;

/**
 * How the samples of one family are written.
 *
 * @param kind what they all are
 * @param help what all of them say of themselves
 * @param headings what they share in each format
 */
record FamilyText(SimpleKind kind, String help, Map<TextFormat, Heading> headings) {}
