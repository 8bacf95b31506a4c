/**
 * Server-sent events: a client that holds a connection open hears of changes in a project as they happen (http-api.md 9.6).
 *
 * <p>Every replica reads the whole topic of changes from the end and tells its own streams. Rights are asked for each change anew, by the
 * decision that reads are held to, so nobody hears of a secret that they may not describe. A stream ends with its token. Owns the table
 * {@code event_stream}, by which the replicas count the streams of one caller together.
 */
@NullMarked
package dev.claviger.vault.subscription;

import org.jspecify.annotations.NullMarked;
