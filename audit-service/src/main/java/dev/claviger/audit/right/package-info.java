/**
 * Who may read what happened: administrators and members the log of their organisation, others that of a project in which vault-service
 * grants them {@code read} on {@code audit-logs}. Every attempt ends as exactly one event.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.audit.right;

import org.jspecify.annotations.NullMarked;
