/**
 * The logs themselves: one per organisation and quarter, each with its own name and signing key.
 *
 * <p>A key is derived from one master secret and the shard's origin; a leaked one touches no other shard. Owns the tables
 * {@code signing_master}, {@code shard} and {@code shard_end}.
 */
@NullMarked
package dev.claviger.audit.shard;

import org.jspecify.annotations.NullMarked;
