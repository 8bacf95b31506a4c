package dev.claviger.auth.kubernetes;

import dev.claviger.auth.MethodHarness;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A cluster that says what a test wants. */
abstract class KubernetesHarness extends MethodHarness {
    static final String METHOD = "kubernetes-auth";
    static final String UNVERIFIED = "Access denied: the service account token could not be verified.";
    static final String GOOD = "{\"kind\":\"TokenReview\",\"status\":%s}";
    final Cluster cluster = Cluster.start();

    KubernetesHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of("kubernetesHost", cluster.url(), "allowedNamespaces", "shop");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }
}
