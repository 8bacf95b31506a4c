/**
 * Roles that an organisation makes for itself (http-api.md 6.8).
 *
 * <p>Nobody writes a role, or takes one away, that allows more than oneself. A role that somebody holds cannot be deleted. Owns the
 * table {@code org_role}.
 */
@NullMarked
package dev.claviger.auth.role;

import org.jspecify.annotations.NullMarked;
