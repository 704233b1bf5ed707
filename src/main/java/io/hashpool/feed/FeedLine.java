package io.hashpool.feed;

/** What one line of the feed says. */
public sealed interface FeedLine permits PoolReport, WindowReport, JobDeclaratorHeartbeat {}
