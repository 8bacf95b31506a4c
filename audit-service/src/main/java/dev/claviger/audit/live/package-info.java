/**
 * The log as it grows, over a connection that stays open: server-sent events whose ids are places in the log, so that a client goes on where
 * it was. A stream ends with the token, and with the right, that it lives by.
 *
 * <p>Owns no tables; how many streams somebody has open is counted on each replica.
 */
@NullMarked
package dev.claviger.audit.live;

import org.jspecify.annotations.NullMarked;
