/**
 * Foreign issuers of ID tokens: their keys, and whether a token was signed with one of them (RFC 8725).
 *
 * <p>Keys come from the discovery document of the issuer over {@link dev.claviger.kernel.outbound.GuardedHttp}, never from a token.
 * They are kept, asked for again with restraint, and serve on while the issuer is away. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.issuer;

import org.jspecify.annotations.NullMarked;
