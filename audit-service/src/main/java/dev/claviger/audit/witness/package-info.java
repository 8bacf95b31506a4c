/**
 * Cosigns the checkpoints of others (C2SP tlog-witness), and has ours cosigned.
 *
 * <p>A witness sees sizes and roots, never entries. What it has seen is kept before it answers, so that it never vouches for two
 * histories. Owns the table {@code witnessed}.
 */
@NullMarked
package dev.claviger.audit.witness;

import org.jspecify.annotations.NullMarked;
