/**
 * Rules for one member of a project beside its roles (http-api.md 6.8), for good or for a while.
 *
 * <p>Nobody gives a privilege that allows more than they may do; those that the approvers of an access policy agreed to are bounded by
 * that policy. Owns the table {@code additional_privilege}.
 */
@NullMarked
package dev.claviger.vault.privilege;

import org.jspecify.annotations.NullMarked;
