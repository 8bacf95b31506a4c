/**
 * References between secrets: {@code ${KEY}}, {@code ${env.KEY}}, {@code ${env.folder.KEY}}, {@code ${@project.env.KEY}} (http-api.md 4.9, docs/references.md).
 *
 * <p>Expansion is pure: where values come from and who may read them is asked through {@link dev.claviger.vault.reference.Library}. The
 * same library gives the same text, whatever was loaded first. Owns no table.
 */
@NullMarked
package dev.claviger.vault.reference;

import org.jspecify.annotations.NullMarked;
