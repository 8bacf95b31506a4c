/**
 * Environments of a project: its stages such as dev, staging and prod, in their order.
 *
 * <p>{@link dev.claviger.vault.environment.EnvironmentSlug} exists only in canonical form (security.md T1). Owns the table
 * {@code environment}.
 */
@NullMarked
package dev.claviger.vault.environment;

import org.jspecify.annotations.NullMarked;
