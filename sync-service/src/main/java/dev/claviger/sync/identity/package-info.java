/**
 * As whom this service reads secrets: a machine identity that administrators of the organisation name, with the rights they give it. Its
 * client secret is checked by logging in, sealed, and never shown again.
 *
 * <p>Owns the table {@code sync_identity}.
 */
@NullMarked
package dev.claviger.sync.identity;

import org.jspecify.annotations.NullMarked;
