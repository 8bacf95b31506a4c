package dev.claviger.auth.kubernetes;

import dev.claviger.auth.access.IdentityAction;
import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Names;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.orgright.Right;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The method. */
final class KubernetesAuth implements Method<KubernetesSettings> {
    static final KubernetesAuth METHOD = new KubernetesAuth();

    private KubernetesAuth() {}

    @Override
    public String slug() {
        return "kubernetes-auth";
    }

    @Override
    public String title() {
        return "Kubernetes";
    }

    /** The answer carries a credential. */
    @Override
    public Right readAction() {
        return IdentityAction.GET_TOKEN;
    }

    @Override
    public boolean asksOutside() {
        return true;
    }

    @Override
    public Map<String, Object> open(KubernetesSettings settings) {
        return Map.of(
                "kubernetesHost", settings.host().toString(),
                "allowedNamespaces", settings.namespaces().toString(),
                "allowedNames", settings.names().toString(),
                "allowedAudience", settings.audience());
    }

    @Override
    public Map<String, String> sealed(KubernetesSettings settings) {
        Map<String, String> sealed = new HashMap<>();
        if (!settings.caCert().isEmpty()) {
            sealed.put("caCert", settings.caCert());
        }
        if (settings.reviewer().hasText()) {
            sealed.put("tokenReviewerJwt", settings.reviewer().reveal());
        }
        return sealed;
    }

    @Override
    public KubernetesSettings settings(JsonObject open, JsonObject sealed) {
        return new KubernetesSettings(
                URI.create(open.getString("kubernetesHost")),
                sealed.getString("caCert", ""),
                Secret.of(sealed.getString("tokenReviewerJwt", "")),
                Names.parse(open.getString("allowedNamespaces")),
                Names.parse(open.getString("allowedNames")),
                open.getString("allowedAudience"));
    }
}
