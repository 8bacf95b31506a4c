/** The endpoint that does nothing, as a service of the same build would answer it. */
@NullMarked
package dev.claviger.bench.bare;

import org.jspecify.annotations.NullMarked;
