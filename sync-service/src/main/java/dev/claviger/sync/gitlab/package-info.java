/**
 * GitLab's CI/CD variables: read whole, changed one by one, and a plan carried out so that a crash at any point loses nothing.
 *
 * <p>A list is complete or a failure. A create whose answer was lost is never repeated before the list was read again. Messages name
 * keys and rules, never values, and never quote what GitLab sent. Owns no table; {@link Ledger} and {@link UndoLog} are what it needs.
 */
@NullMarked
package dev.claviger.sync.gitlab;

import org.jspecify.annotations.NullMarked;
