/**
 * The edge of every service: request ids, canonical paths, the one error body.
 *
 * <p>Nothing that enters past {@link dev.claviger.kernel.http.RequestGate} has an ambiguous path, and nothing leaves with an
 * error body other than {@link dev.claviger.kernel.http.ApiError} (http-api.md 1.4).
 */
@NullMarked
package dev.claviger.kernel.http;

import org.jspecify.annotations.NullMarked;
