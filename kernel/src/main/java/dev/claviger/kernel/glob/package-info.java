/**
 * Matching of paths, subjects and audiences against globs.
 *
 * <p>The dialect is that of picomatch 4 with default options, because stored configurations were written for it. A pattern comes
 * from a customer and a text from a foreign token, so matching never backtracks: its time is bounded by the length of the pattern
 * times the length of the text. {@link dev.claviger.kernel.glob.Glob} is the only door.
 */
@NullMarked
package dev.claviger.kernel.glob;

import org.jspecify.annotations.NullMarked;
