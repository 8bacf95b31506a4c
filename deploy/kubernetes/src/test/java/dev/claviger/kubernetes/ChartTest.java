package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart renders valid manifests, and refuses values that cannot work. */
class ChartTest {

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void manifests_fitTheSchemasOfTheirKinds(Combination combination) {
        Manifests manifests = combination.render();

        assertThat(manifests.all()).hasSizeGreaterThan(20);
        assertThat(manifests.all())
                .allSatisfy(manifest -> assertThat(Kinds.faults(manifest))
                        .as(Manifests.name(manifest))
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void manifests_haveNamesThatFit_eachOnce(Combination combination) {
        List<JsonNode> all = combination.render().all();

        assertThat(all)
                .extracting(manifest -> manifest.path("kind").asText() + "/" + Manifests.name(manifest))
                .doesNotHaveDuplicates();
        assertThat(all).allSatisfy(manifest -> {
            assertThat(Manifests.name(manifest)).matches("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
            assertThat(manifest.path("metadata")
                            .path("labels")
                            .path("app.kubernetes.io/part-of")
                            .asText())
                    .isEqualTo("claviger");
        });
    }

    /** The schemas find what is wrong: a field too many, a value of the wrong kind. */
    @Test
    void schemas_findFaults() throws IOException {
        JsonNode deployment = Chart.render("small", Map.of()).one("Deployment", "claviger-vault");
        ObjectNode misspelt = deployment.deepCopy();
        var _ = ((ObjectNode) misspelt.at("/spec/template/spec/containers/0")).put("readOnlyRootFilesytem", true);
        ObjectNode wrong = deployment.deepCopy();
        var _ = ((ObjectNode) wrong.at("/spec")).put("replicas", "many");
        ObjectNode topic = Chart.render("small", Map.of())
                .one("KafkaTopic", "claviger.principals")
                .deepCopy();
        var _ = ((ObjectNode) topic.at("/spec")).put("partitons", 3);
        ObjectNode cluster = Chart.render("small", Map.of())
                .one("Cluster", "claviger-vault-db")
                .deepCopy();
        var _ = ((ObjectNode) cluster.at("/spec")).put("instance", 3);

        assertThat(Kinds.faults(misspelt)).anyMatch(fault -> fault.contains("readOnlyRootFilesytem"));
        assertThat(Kinds.faults(wrong)).isNotEmpty();
        assertThat(Kinds.faults(topic)).anyMatch(fault -> fault.contains("partitons"));
        assertThat(Kinds.faults(cluster)).anyMatch(fault -> fault.contains("instance"));
    }

    @Test
    void lint_findsNothing() {
        var result = Chart.lint();

        assertThat(result.getMessages()).noneMatch(message -> message.contains("[ERROR]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "ha"})
    void kustomizeBases_areWhatTheChartRenders(String preset) throws IOException {
        Path base = Chart.KUBERNETES.resolve("kustomize/" + preset + "/claviger.yaml");
        String rendered = Chart.text(preset, Map.of());
        if (System.getenv("CLAVIGER_RENDER") != null) {
            var _ = Files.writeString(base, rendered, UTF_8);
        }

        assertThat(base)
                .as("run deploy/kubernetes/render, or this test with CLAVIGER_RENDER=true")
                .hasContent(rendered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "services.audit.replicas | 2 | guard.accessMode must be ReadWriteMany",
                "services.audit.autoscaling.enabled | true | guard.accessMode must be ReadWriteMany",
                "publicUrl | '' | say where people reach Claviger",
                "publicUrl | http://claviger.example.com | publicUrl",
                "expose.gateway.className | '' | name the class of your gateways",
                "certificate.issuerRef.name | '' | name an issuer of cert-manager",
                "postgresql.cloudnativepg.synchronousStandbys | 1 | must be less than instances",
                "serviceMonitors.enabled | true | networkPolicies.metricsFrom",
                "keda.sync.minReplicas | 0 | minReplicas",
                "postgresql.type | external | postgresql.external",
                "kafka.type | external | kafka.external.bootstrapServers must be given",
                "kafka.type | redpanda | kafka",
                "postgresql.cloudnativepg.restore.enabled | true | must write another archive",
                "outboundAllow[0] | gitlab.example.com | outboundAllow",
                "networkPolicies.edgeFrom | null | networkPolicies.edgeFrom: say who may reach the edge",
                "no.such.value | 1 | no",
            })
    void values_thatCannotWork_areRefused(String value, String given, String message) {
        assertThatThrownBy(() -> Chart.text("small", with(value, given))).hasMessageContaining(message);
    }

    /** Such a database would wait for a standby for ever. */
    @Test
    void databaseOfOneService_withoutTheStandbysThatMustHaveACommit_isRefused() {
        assertThatThrownBy(() -> Chart.text("ha", with("postgresql.cloudnativepg.overrides.sync.instances", "1")))
                .hasMessageContaining("must be less than instances, and sync has 1");
    }
}
