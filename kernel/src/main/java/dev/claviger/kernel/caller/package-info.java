/**
 * Who calls: the access token, checked, as a value.
 *
 * <p>A {@link dev.claviger.kernel.caller.Caller} exists only for a token whose signature, issuer, type and life time were checked
 * (http-api.md 3.7).
 */
@NullMarked
package dev.claviger.kernel.caller;

import org.jspecify.annotations.NullMarked;
