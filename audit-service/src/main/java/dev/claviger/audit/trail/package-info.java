/**
 * The append-only record of every access event, one log per organisation, each with indexes from 0 without a gap.
 *
 * <p>Nothing here changes or removes an entry; the database refuses it to this service and, by triggers, to the owner as well. Owns
 * the tables {@code trail}, {@code trail_secret} and {@code log_state}.
 */
@NullMarked
package dev.claviger.audit.trail;

import org.jspecify.annotations.NullMarked;
