package dev.claviger.auth.azure;

import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Names;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The method. */
final class AzureAuth implements Method<AzureSettings> {
    static final AzureAuth METHOD = new AzureAuth();

    private AzureAuth() {}

    @Override
    public String slug() {
        return "azure-auth";
    }

    @Override
    public String title() {
        return "Azure";
    }

    @Override
    public Map<String, Object> open(AzureSettings settings) {
        return Map.of(
                "tenantId", settings.tenantId(),
                "resource", settings.resource(),
                "allowedServicePrincipalIds", settings.principals().toString());
    }

    @Override
    public Map<String, String> sealed(AzureSettings settings) {
        return Map.of();
    }

    @Override
    public AzureSettings settings(JsonObject open, JsonObject sealed) {
        return new AzureSettings(
                open.getString("tenantId"),
                open.getString("resource"),
                Names.parse(open.getString("allowedServicePrincipalIds")));
    }
}
