package dev.claviger.auth.gcp;

import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Names;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The method. */
final class GcpAuth implements Method<GcpSettings> {
    static final GcpAuth METHOD = new GcpAuth();

    private GcpAuth() {}

    @Override
    public String slug() {
        return "gcp-auth";
    }

    @Override
    public String title() {
        return "GCP";
    }

    @Override
    public Map<String, Object> open(GcpSettings settings) {
        return Map.of(
                "type", settings.type().slug(),
                "allowedServiceAccounts", settings.serviceAccounts().toString(),
                "allowedProjects", settings.projects().toString(),
                "allowedZones", settings.zones().toString());
    }

    @Override
    public Map<String, String> sealed(GcpSettings settings) {
        return Map.of();
    }

    @Override
    public GcpSettings settings(JsonObject open, JsonObject sealed) {
        return new GcpSettings(
                GcpType.bySlug(open.getString("type")).orElseThrow(),
                Names.parse(open.getString("allowedServiceAccounts")),
                Names.parse(open.getString("allowedProjects")),
                Names.parse(open.getString("allowedZones")));
    }
}
