package dev.claviger.auth.azure;

import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.TestClouds;
import dev.claviger.auth.oidc.SignedElsewhere;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A tenant of Entra ID whose keys are ours. */
abstract class AzureHarness extends MethodHarness {
    static final String METHOD = "azure-auth";
    static final String WRAPPER = "identityAzureAuth.";
    static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"t\",\"kid\":\"k\"}";
    static final String UNVERIFIED = "Access denied: the Azure token could not be verified.";
    static final String RESOURCE = "api://claviger";
    static final String PRINCIPAL = "6f1d0b52-7c1e-4a53-8c3c-0f2f3b1c5d01";
    final SignedElsewhere cloud = SignedElsewhere.start();
    final String tenant = UUID.randomUUID().toString();

    AzureHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of("tenantId", tenant, "resource", RESOURCE, "allowedServicePrincipalIds", PRINCIPAL);
    }

    @BeforeEach
    void newTenant() {
        TestClouds.publish("/azure/%s/discovery/keys".formatted(tenant), cloud.keySet());
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    Response login(Map<String, ? extends @Nullable Object> overrides) {
        return logIn(token(overrides));
    }

    String token(Map<String, ? extends @Nullable Object> overrides) {
        return cloud.sign(HEADER, claims(overrides));
    }

    String claims(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> claims = new HashMap<>(Map.of(
                "iss", "https://sts.windows.net/%s/".formatted(tenant),
                "tid", tenant,
                "aud", RESOURCE,
                "oid", PRINCIPAL,
                "sub", PRINCIPAL,
                "exp", TestClock.now().plusSeconds(3600).getEpochSecond()));
        overrides.forEach(claims::put);
        claims.values().removeIf(value -> value == null);
        return new JsonObject(claims).encode();
    }
}
