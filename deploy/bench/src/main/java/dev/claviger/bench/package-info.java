/**
 * Measures the running suite from outside its processes and prints what it found.
 *
 * <p>Nothing here asserts a time: machines differ, so figures are read as ratios within one run (docs/benchmarks.md).
 */
@NullMarked
package dev.claviger.bench;

import org.jspecify.annotations.NullMarked;
