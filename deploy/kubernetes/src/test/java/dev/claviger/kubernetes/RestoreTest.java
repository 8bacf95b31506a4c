package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rehearsal touches nothing that is in use, and a restore starts services when it is told to. */
class RestoreTest {
    private static final Map<String, Object> REHEARSAL = with(
            "restore.rehearsal", "true",
            "postgresql.cloudnativepg.restore.enabled", "true",
            "postgresql.cloudnativepg.restore.objectStore", "claviger",
            "outboundAllow[0]", "10.1.0.0/16",
            "networkPolicies.tracesTo[0].namespaceSelector.matchLabels.name", "monitoring",
            "keda.enabled", "true");

    private final Manifests rehearsal = Chart.render("ha", REHEARSAL);

    /** It would rotate what is due and end leases that are overdue, at systems that are in use. */
    @Test
    void rehearsal_runsNoSync() {
        assertThat(replicas(rehearsal, "sync")).isZero();
        assertThat(replicas(rehearsal, "audit")).isEqualTo(2);
        assertThat(scalers(rehearsal)).doesNotContain("claviger-sync");
    }

    @Test
    void rehearsal_hasNoWayInOrOut() {
        assertThat(rehearsal.all())
                .extracting(manifest -> manifest.path("kind").asText())
                .doesNotContain("Gateway", "HTTPRoute", "Ingress", "Certificate", "ServiceMonitor", "PrometheusRule");
        assertThat(rehearsal
                        .kind("Service")
                        .map(service -> service.at("/spec/type").asText()))
                .doesNotContain("LoadBalancer");
        assertThat(rehearsal
                        .kind("NetworkPolicy")
                        .map(policy -> policy.at("/spec/egress").toString()))
                .isNotEmpty()
                .noneMatch(egress -> egress.contains("ipBlock") || egress.contains("monitoring"));
        assertThat(rehearsal.settings("vault").getProperty("claviger.outbound.allow"))
                .isEmpty();
    }

    /** No archive has two histories. */
    @Test
    void rehearsal_writesNoArchive() {
        assertThat(rehearsal.kind("ScheduledBackup")).isEmpty();
        assertThat(rehearsal.kind("Cluster"))
                .hasSize(4)
                .allMatch(cluster -> !cluster.path("spec").has("plugins"))
                .allMatch(cluster -> cluster.at("/spec/bootstrap").has("recovery"));
    }

    @Test
    void rehearsal_withoutPolicies_isRefused() {
        assertThatThrownBy(() ->
                        Chart.text("small", with("restore.rehearsal", "true", "networkPolicies.enabled", "false")))
                .hasMessageContaining("networkPolicies.enabled must be true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth", "vault", "audit", "sync"})
    void serviceThatIsHeld_isScaledByNobody(String service) {
        Manifests held = Chart.render(
                "ha",
                with(
                        "services." + service + ".replicas",
                        "0",
                        "keda.enabled",
                        "true",
                        "keda.audit.prometheus",
                        "http://prometheus.monitoring:9090"));

        assertThat(replicas(held, service)).isZero();
        assertThat(scalers(held)).doesNotContain("claviger-" + service);
    }

    private static int replicas(Manifests manifests, String service) {
        return manifests
                .one("Deployment", "claviger-" + service)
                .at("/spec/replicas")
                .asInt(-1);
    }

    private static List<String> scalers(Manifests manifests) {
        return manifests.all().stream()
                .filter(RestoreTest::isScaler)
                .map(Manifests::name)
                .toList();
    }

    private static boolean isScaler(JsonNode manifest) {
        return List.of("ScaledObject", "HorizontalPodAutoscaler")
                .contains(manifest.path("kind").asText());
    }
}
