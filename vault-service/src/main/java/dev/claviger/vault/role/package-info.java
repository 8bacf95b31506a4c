/**
 * Roles that a project makes for itself (http-api.md 6.8), and how all roles are found by name.
 *
 * <p>Nobody writes a role that allows more than they may do. A role that somebody holds cannot be deleted. Owns the table
 * {@code project_role}.
 */
@NullMarked
package dev.claviger.vault.role;

import org.jspecify.annotations.NullMarked;
