package io.hashpool.pull;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One page of a list, or of several that are asked for together.
 *
 * @param limit how many rows of each list a page has at the most
 * @param longest how many rows the longest of the lists has
 * @param total how many rows all of them have
 * @param rows those on this page that can be read, by id
 * @param badIds the ids of those that can't be read
 * @param faults what is wrong with each of these
 */
record Page<T>(
    long limit,
    long longest,
    long total,
    Map<Long, T> rows,
    Set<Long> badIds,
    List<String> faults) {}
