/** The chart, rendered and looked at without a cluster. */
@NullMarked
package dev.claviger.kubernetes;

import org.jspecify.annotations.NullMarked;
