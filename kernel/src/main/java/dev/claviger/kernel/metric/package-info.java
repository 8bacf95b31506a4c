/** Numbers for operators (docs/metrics.md). */
@NullMarked
package dev.claviger.kernel.metric;

import org.jspecify.annotations.NullMarked;
