package io.hashpool.pool;

/**
 * A template with its number in the order in which the pool got them, so that a channel that gets
 * two at once keeps the later one.
 */
record Work(long sequence, BlockTemplate template) {
  Work next(BlockTemplate newTemplate) {
    return new Work(sequence + 1, newTemplate);
  }
}
