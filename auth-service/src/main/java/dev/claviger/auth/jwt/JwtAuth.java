package dev.claviger.auth.jwt;

import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.method.Method;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The method. */
final class JwtAuth implements Method<JwtSettings> {
    static final JwtAuth METHOD = new JwtAuth();

    private JwtAuth() {}

    @Override
    public String slug() {
        return "jwt-auth";
    }

    @Override
    public String title() {
        return "JWT";
    }

    @Override
    public Map<String, Object> open(JwtSettings settings) {
        Map<String, Object> open = new HashMap<>(settings.binding().open());
        switch (settings.keys()) {
            case KeySource.Remote(URI url, String _) -> open.put("jwksUrl", url.toString());
            case KeySource.Static(List<String> pems) -> open.put("publicKeys", pems);
        }
        return open;
    }

    @Override
    public Map<String, String> sealed(JwtSettings settings) {
        return settings.keys() instanceof KeySource.Remote(URI _, String caCert) && !caCert.isEmpty()
                ? Map.of("jwksCaCert", caCert)
                : Map.of();
    }

    @Override
    public boolean namesAudience(JwtSettings settings) {
        return !settings.binding().audiences().isEmpty();
    }

    @Override
    public JwtSettings settings(JsonObject open, JsonObject sealed) {
        return new JwtSettings(keys(open, sealed), Binding.of(open));
    }

    private static KeySource keys(JsonObject open, JsonObject sealed) {
        return open.containsKey("jwksUrl")
                ? new KeySource.Remote(URI.create(open.getString("jwksUrl")), sealed.getString("jwksCaCert", ""))
                : new KeySource.Static(open.getJsonArray("publicKeys").stream()
                        .map(String.class::cast)
                        .toList());
    }
}
