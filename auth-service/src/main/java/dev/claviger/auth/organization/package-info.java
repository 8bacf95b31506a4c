/**
 * The tenants and what they lay down for themselves.
 *
 * <p>Another organisation than the caller's does not exist. Owns the table {@code organization}.
 */
@NullMarked
package dev.claviger.auth.organization;

import org.jspecify.annotations.NullMarked;
