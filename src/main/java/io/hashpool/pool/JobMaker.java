package io.hashpool.pool;

/** Makes a channel's jobs from templates. */
@FunctionalInterface
interface JobMaker<J extends Job<?>> {
  J make(long id, BlockTemplate template, Target target);
}
