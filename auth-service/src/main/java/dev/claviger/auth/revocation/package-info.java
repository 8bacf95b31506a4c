/**
 * The end of all tokens of an identity at once, whichever method they came from.
 *
 * <p>Owns no tables: it brings identities and tokens together, which do not know each other.
 */
@NullMarked
package dev.claviger.auth.revocation;

import org.jspecify.annotations.NullMarked;
