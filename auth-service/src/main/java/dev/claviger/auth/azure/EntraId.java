package dev.claviger.auth.azure;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.issuer.KeySetAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Where the cloud publishes keys, and how it calls itself in tokens of a tenant. */
@ApplicationScoped
class EntraId {
    private final String authority;
    private final String issuer;

    EntraId(AuthConfig config) {
        this.authority = plain(config.azure().authority());
        this.issuer = plain(config.azure().issuer());
    }

    KeySetAddress keys(String tenantId) {
        return new KeySetAddress(URI.create("%s/%s/discovery/keys".formatted(authority, canonical(tenantId))), "");
    }

    /** In tokens of version 1 and version 2. */
    Set<String> issuers(String tenantId) {
        String tenant = canonical(tenantId);
        return Set.of("%s/%s/".formatted(issuer, tenant), "%s/%s/v2.0".formatted(authority, tenant));
    }

    static String canonical(String tenantId) {
        return tenantId.toLowerCase(Locale.ROOT);
    }

    private static String plain(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
