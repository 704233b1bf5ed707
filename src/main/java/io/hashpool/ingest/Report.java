package io.hashpool.ingest;

/** What a source says at one moment. Immutable. */
public sealed interface Report permits PoolReport, WindowReport, JobDeclaratorHeartbeat {}
