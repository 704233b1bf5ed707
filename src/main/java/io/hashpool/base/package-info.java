/**
 * The ground floor: clocks, rate-limited logging, printable text, host and port, network prefixes,
 * daemon threads, back-off. Every other package may use it. It depends on the JDK and SLF4J only.
 */
@NullMarked
package io.hashpool.base;

import org.jspecify.annotations.NullMarked;
