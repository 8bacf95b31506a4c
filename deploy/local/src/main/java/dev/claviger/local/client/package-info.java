/**
 * A small client of the public HTTP API, as a user's script would have it.
 *
 * <p>It knows the edge's address and a token, nothing of the services behind.
 */
@NullMarked
package dev.claviger.local.client;

import org.jspecify.annotations.NullMarked;
