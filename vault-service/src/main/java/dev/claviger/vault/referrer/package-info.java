/**
 * What depends on what: the tree of secrets that go into a value, and the secrets and folders that refer to or import one (http-api.md
 * 4.1, docs/references.md).
 *
 * <p>Nothing is kept beside the values: who refers to a secret is read out of the values that the caller may read. Owns no table.
 */
@NullMarked
package dev.claviger.vault.referrer;

import org.jspecify.annotations.NullMarked;
