package dev.claviger.auth.gcp;

import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.TestClouds;
import dev.claviger.auth.oidc.SignedElsewhere;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A cloud whose keys are ours. */
abstract class GcpHarness extends MethodHarness {
    static final String METHOD = "gcp-auth";
    static final String WRAPPER = "identityGcpAuth.";
    static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k\"}";
    static final String UNVERIFIED = "Access denied: the GCP token could not be verified.";
    final SignedElsewhere google = SignedElsewhere.start();
    final String account = "sa-%s@shop.iam.gserviceaccount.com".formatted(UUID.randomUUID());

    GcpHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of("type", "gce", "allowedServiceAccounts", account);
    }

    @BeforeEach
    void publishKeys() {
        TestClouds.publish("/google/certs", google.keySet());
        TestClouds.publish("/google/jwk/" + account, google.keySet());
    }

    @AfterEach
    void stop() {
        google.close();
    }

    static Map<String, String> iam() {
        return Map.of("type", "iam");
    }

    /** As the metadata server of a machine gives it. */
    String machine(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, Object> engine = Map.of("project_id", "shop", "zone", "europe-west1-b", "instance_name", "web-1");
        Map<String, Object> facts = Map.of(
                "iss",
                "https://accounts.google.com",
                "sub",
                "106824000000000000000",
                "email",
                account,
                "email_verified",
                true,
                "google",
                Map.of("compute_engine", engine));
        return google.sign(HEADER, claims(facts, overrides));
    }

    /** As a service account signs it. */
    String signed(Map<String, ? extends @Nullable Object> overrides) {
        return google.sign(HEADER, claims(Map.of("sub", account), overrides));
    }

    String claims(Map<String, ?> facts, Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> claims = new HashMap<>(facts);
        claims.put("aud", identity);
        claims.put("exp", TestClock.now().plusSeconds(3600).getEpochSecond());
        overrides.forEach(claims::put);
        claims.values().removeIf(value -> value == null);
        return new JsonObject(claims).encode();
    }
}
