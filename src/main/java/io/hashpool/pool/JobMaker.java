package io.hashpool.pool;

/** Makes a channel's jobs of templates. */
@FunctionalInterface
interface JobMaker<J extends Job<?>> {
  J make(long id, BlockTemplate template, Target target);
}
