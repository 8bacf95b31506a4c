package dev.claviger.auth.issuer;

import java.net.URI;

/**
 * Where an issuer publishes itself.
 *
 * @param discoveryUrl without {@code /.well-known/openid-configuration}
 * @param caCert PEM certificates to trust instead of the public authorities; empty for those
 */
public record IssuerAddress(URI discoveryUrl, String caCert) implements KeyAddress {

    /** Where the discovery document is. */
    URI document() {
        String base = discoveryUrl.toString();
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(plain + "/.well-known/openid-configuration");
    }

    @Override
    public String host() {
        return String.valueOf(discoveryUrl.getHost());
    }
}
