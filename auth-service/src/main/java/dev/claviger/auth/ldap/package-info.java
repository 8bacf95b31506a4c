/**
 * LDAP auth: login with name and password of a directory, which judges them by a bind (http-api.md 3.6, 6.5).
 *
 * <p>The entry is searched for as the configured account, and bound to on a connection of its own; nothing that a login sends becomes part
 * of a filter but as an escaped value. Wrong passwords lock the entry, not the identity. The directory is spoken to on workers, over
 * {@link dev.claviger.kernel.outbound.GuardedSockets}.
 */
@NullMarked
package dev.claviger.auth.ldap;

import org.jspecify.annotations.NullMarked;
