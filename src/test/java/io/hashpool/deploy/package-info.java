/** The files to run it with, read and checked as far as it goes without a container engine. */
@NullMarked
package io.hashpool.deploy;

import org.jspecify.annotations.NullMarked;
