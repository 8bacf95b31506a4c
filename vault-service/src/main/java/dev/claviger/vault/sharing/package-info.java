/**
 * Sharing grants: what one project lets another one of the organisation refer to (http-api.md 4.9).
 *
 * <p>A project sees of others exactly the folders that were shared with it, wherever a reference leads from there; a grant goes no
 * further (security.md T5). Owns the table {@code project_grant}; {@code secret} asks {@link dev.claviger.vault.sharing.Shares} while it
 * reads. Every grant and its end counts as a change of the project that shares, so that the next read knows.
 */
@NullMarked
package dev.claviger.vault.sharing;

import org.jspecify.annotations.NullMarked;
