package dev.claviger.auth.issuer;

import java.net.URI;

/**
 * Where a key set is (RFC 7517), without any document that leads to it.
 *
 * @param caCert PEM certificates to trust instead of the public authorities; empty for those
 */
public record KeySetAddress(URI url, String caCert) implements KeyAddress {

    @Override
    public String host() {
        return String.valueOf(url.getHost());
    }
}
