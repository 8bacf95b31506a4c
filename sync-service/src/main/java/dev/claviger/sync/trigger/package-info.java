/**
 * What makes syncs run without anybody calling: changes in vault-service, and the clock.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.trigger;

import org.jspecify.annotations.NullMarked;
