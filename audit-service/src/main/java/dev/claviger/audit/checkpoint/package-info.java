/**
 * Signs what has been committed, and nothing else: checkpoints in the form of C2SP, cosigned by witnesses where there are any.
 *
 * <p>A checkpoint never contradicts an earlier one. What was signed last is kept outside the database as well, so that a database of
 * yesterday is noticed before a second history is signed. Owns the tables {@code signed_checkpoint} and {@code cosignature}.
 */
@NullMarked
package dev.claviger.audit.checkpoint;

import org.jspecify.annotations.NullMarked;
