/**
 * Tags of a project: words to mark secrets with, to filter lists by and to grant rights on (http-api.md 5.5).
 *
 * <p>{@link dev.claviger.vault.tag.TagSlug} exists only in canonical form (security.md T1). Owns the table {@code tag}; which secret has
 * which tag is written by {@code writing} and read by {@code image}, in {@code secret_tag}.
 */
@NullMarked
package dev.claviger.vault.tag;

import org.jspecify.annotations.NullMarked;
