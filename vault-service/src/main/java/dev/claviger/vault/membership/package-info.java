/**
 * Who belongs to a project, and with which roles (http-api.md 6.6).
 *
 * <p>Machines, people and groups are known to auth-service; their names come from the view of principals, and only the last known name
 * is kept here. Nobody grants or takes away more than they have. Owns the tables {@code membership} and {@code membership_role}.
 */
@NullMarked
package dev.claviger.vault.membership;

import org.jspecify.annotations.NullMarked;
