package dev.claviger.auth.tlscert;

import dev.claviger.auth.method.Method;
import dev.claviger.auth.method.Names;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The method. */
final class TlsCertAuth implements Method<TlsCertSettings> {
    static final TlsCertAuth METHOD = new TlsCertAuth();

    private TlsCertAuth() {}

    @Override
    public String slug() {
        return "tls-cert-auth";
    }

    @Override
    public String title() {
        return "TLS certificate";
    }

    @Override
    public Map<String, Object> open(TlsCertSettings settings) {
        return Map.of(
                "allowedCommonNames", settings.commonNames().toString(),
                "allowedSubjectAltNames", settings.subjectAltNames(),
                "verifyClientCertificateChain", settings.verifyChain());
    }

    @Override
    public Map<String, String> sealed(TlsCertSettings settings) {
        return Map.of("caCertificate", settings.caCertificate());
    }

    @Override
    public TlsCertSettings settings(JsonObject open, JsonObject sealed) {
        return new TlsCertSettings(
                sealed.getString("caCertificate"),
                Names.parse(open.getString("allowedCommonNames")),
                open.getJsonArray("allowedSubjectAltNames").stream()
                        .map(String.class::cast)
                        .toList(),
                open.getBoolean("verifyClientCertificateChain"));
    }
}
