/**
 * TLS certificate auth: login with the client certificate of a TLS connection that a proxy in front of the service has ended (http-api.md
 * 3.6, 6.5).
 *
 * <p>The proxy writes the certificate into a header, which counts only on connections that come from an address the operator has listed;
 * by default none is. Certificates are validated after RFC 5280 up to the authority of the configuration, on a worker. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.tlscert;

import org.jspecify.annotations.NullMarked;
