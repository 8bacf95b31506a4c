/** A feature of a sample service whose walls are broken on purpose. */
@NullMarked
package dev.claviger.sample.second;

import org.jspecify.annotations.NullMarked;
