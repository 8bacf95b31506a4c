/**
 * Answers about rights: why something is allowed or denied, who can read a secret, and what a change of rules would do. The same code
 * decides that decides about requests.
 *
 * <p>Whoever asks learns of nobody and nothing that it may not see anyway. Owns no tables.
 */
@NullMarked
package dev.claviger.vault.explain;

import org.jspecify.annotations.NullMarked;
