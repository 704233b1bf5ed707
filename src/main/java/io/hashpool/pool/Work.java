package io.hashpool.pool;

/**
 * A template with its place in the order that the pool got them, so that a channel that hears of
 * two at once keeps the later one.
 */
record Work(long sequence, BlockTemplate template) {
  Work next(BlockTemplate newTemplate) {
    return new Work(sequence + 1, newTemplate);
  }
}
