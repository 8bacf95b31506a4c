/**
 * Child processes, and the folders, locks and ports they need.
 *
 * <p>No child outlives the process that started it, however that one ends.
 */
@NullMarked
package dev.claviger.local.process;

import org.jspecify.annotations.NullMarked;
