package dev.claviger.auth.oidc;

import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.auth.method.Method;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The method. */
final class OidcAuth implements Method<OidcSettings> {
    static final OidcAuth METHOD = new OidcAuth();

    private static final String DISCOVERY_URL = "oidcDiscoveryUrl";
    private static final String CA_CERT = "caCert";
    private static final String ENDS_WITH_JOB = "accessTokenEndsWithJob";

    private OidcAuth() {}

    @Override
    public String slug() {
        return "oidc-auth";
    }

    @Override
    public String title() {
        return "OIDC";
    }

    @Override
    public boolean bindsAudience(OidcSettings settings) {
        return !settings.binding().audiences().isEmpty();
    }

    @Override
    public Map<String, Object> open(OidcSettings settings) {
        Map<String, Object> open = new HashMap<>(settings.binding().open());
        open.put(DISCOVERY_URL, settings.issuer().discoveryUrl().toString());
        open.put(ENDS_WITH_JOB, settings.endsWithJob());
        return open;
    }

    @Override
    public Map<String, String> sealed(OidcSettings settings) {
        String caCert = settings.issuer().caCert();
        return caCert.isEmpty() ? Map.of() : Map.of(CA_CERT, caCert);
    }

    @Override
    public OidcSettings settings(JsonObject open, JsonObject sealed) {
        return new OidcSettings(
                new IssuerAddress(URI.create(open.getString(DISCOVERY_URL)), sealed.getString(CA_CERT, "")),
                Binding.of(open),
                open.getBoolean(ENDS_WITH_JOB));
    }
}
