/**
 * Connections to outside systems (http-api.md 7.1): their credentials, checked by the other side before they are kept, sealed under the
 * root key ring, and never shown again.
 *
 * <p>Owns the table {@code app_connection}.
 */
@NullMarked
package dev.claviger.sync.connection;

import org.jspecify.annotations.NullMarked;
