/**
 * Answers auth-service, which makes service tokens, what somebody may do with those of a project (http-api.md 3.11).
 *
 * <p>A token may allow no more than its maker may; the rights inside a project are known here alone. Owns no tables.
 */
@NullMarked
package dev.claviger.vault.servicetoken;

import org.jspecify.annotations.NullMarked;
