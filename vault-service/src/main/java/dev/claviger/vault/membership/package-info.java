/**
 * Who belongs to a project, and with which roles (http-api.md 6.6).
 *
 * <p>A machine identity is known to auth-service, which is asked on behalf of the caller; only its id and name are kept here. Nobody
 * grants or takes away more than they have. Owns the tables {@code membership} and {@code membership_role}.
 */
@NullMarked
package dev.claviger.vault.membership;

import org.jspecify.annotations.NullMarked;
