/**
 * Machine identities: who they are, and their role in the organisation (http-api.md 6.1).
 *
 * <p>An identity of another organisation does not exist. Owns the table {@code identity}.
 */
@NullMarked
package dev.claviger.auth.identity;

import org.jspecify.annotations.NullMarked;
