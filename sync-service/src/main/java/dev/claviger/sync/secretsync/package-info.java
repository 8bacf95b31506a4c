/**
 * Definitions of what is kept in step with a folder: where it is written to, with which options, and how it went (http-api.md 7.2, 7.3).
 *
 * <p>Owns the table {@code secret_sync}.
 */
@NullMarked
package dev.claviger.sync.secretsync;

import org.jspecify.annotations.NullMarked;
