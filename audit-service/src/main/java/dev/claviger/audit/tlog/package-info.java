/**
 * Serves the logs to verifiers: checkpoints, tiles and bundles exactly as C2SP tlog-tiles says, keys and policy at a stable address,
 * proofs of single entries.
 *
 * <p>Only the organisation's own people may read its log. Owns no tables.
 */
@NullMarked
package dev.claviger.audit.tlog;

import org.jspecify.annotations.NullMarked;
