/**
 * The {@code claviger} command: start, look at, stop and try the suite on one machine.
 *
 * <p>It speaks to people: short lines, no JSON, no stack traces. Exit codes: 0 done, 1 not done, 2 wrong usage, 3 not
 * running.
 */
@NullMarked
package dev.claviger.local.launcher;

import org.jspecify.annotations.NullMarked;
