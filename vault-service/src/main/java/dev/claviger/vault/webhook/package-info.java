/**
 * Webhooks: addresses outside that are told when something changes below a path (http-api.md 5.8). Never what it is now.
 *
 * <p>One replica of all takes each change from the topic and puts it into a queue in PostgreSQL; whichever replica is free sends it. A
 * webhook hears of changes in order, one at a time, at least once; while it fails it is tried less and less often, until its oldest
 * delivery is too old. Addresses are reached through the guarded client only. Owns the tables {@code webhook} and
 * {@code webhook_delivery}.
 */
@NullMarked
package dev.claviger.vault.webhook;

import org.jspecify.annotations.NullMarked;
