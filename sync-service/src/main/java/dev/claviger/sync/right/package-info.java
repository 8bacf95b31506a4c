/**
 * Who may do what here: administrators of an organisation all, everybody else there what their roles say, and inside a
 * project whoever vault-service allows. Every attempt ends as exactly one event.
 *
 * <p>Owns no tables.
 */
@NullMarked
package dev.claviger.sync.right;

import org.jspecify.annotations.NullMarked;
