/** The few types that all services share. */
@NullMarked
package dev.claviger.kernel;

import org.jspecify.annotations.NullMarked;
