/**
 * Projects: the tenants' containers of everything else, each with its own keyset and its revision.
 *
 * <p>A project is looked up in the organisation of the caller only, so ids of others do not exist (security.md T16). Every change
 * inside a project bumps its revision in the same transaction. Owns the table {@code project}.
 */
@NullMarked
package dev.claviger.vault.project;

import org.jspecify.annotations.NullMarked;
