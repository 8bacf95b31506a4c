package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pod of the chart keeps to the restricted Pod Security Standard and to a little more. */
class PodTest {

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void pods_areRestricted(Combination combination) {
        assertThat(combination.render().pods()).hasSizeGreaterThanOrEqualTo(5).allSatisfy(PodTest::assertRestricted);
    }

    private static void assertRestricted(JsonNode template) {
        JsonNode pod = template.path("spec");
        JsonNode security = pod.path("securityContext");
        assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(security.path("runAsUser").asInt()).isPositive();
        assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.path("automountServiceAccountToken").asText()).isEqualTo("false");
        assertThat(pod.path("enableServiceLinks").asText()).isEqualTo("false");
        assertThat(pod.path("serviceAccountName").asText()).startsWith("claviger-");
        assertThat(pod.path("hostNetwork").asBoolean() || pod.path("hostPID").asBoolean())
                .isFalse();
        assertThat(pod.path("volumes"))
                .allSatisfy(volume -> assertThat(volume.fieldNames())
                        .toIterable()
                        .isSubsetOf("name", "configMap", "secret", "emptyDir", "persistentVolumeClaim"));
        pod.path("containers").forEach(PodTest::assertRestrictedContainer);
    }

    private static void assertRestrictedContainer(JsonNode container) {
        JsonNode security = container.path("securityContext");
        assertThat(security.path("allowPrivilegeEscalation").asText()).isEqualTo("false");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(security.path("capabilities").has("add")).isFalse();
        assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
        assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
        assertThat(container.path("ports"))
                .noneSatisfy(port -> assertThat(port.has("hostPort")).isTrue());
    }

    /** Passwords and keys are files: no environment variable comes from a Secret or looks like one. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void secrets_areFilesOnly(Combination combination) {
        Manifests manifests = combination.render();

        assertThat(manifests.pods())
                .flatExtracting(template ->
                        List.copyOf(template.at("/spec/containers/0/env").findValuesAsText("name")))
                .isSubsetOf("SMALLRYE_CONFIG_LOCATIONS", "QUARKUS_INIT_AND_EXIT", "JDK_JAVA_OPTIONS");
        assertThat(manifests.kind("ConfigMap"))
                .allSatisfy(map -> assertThat(map.path("data").toString())
                        .doesNotContainPattern("(?i)password=(?!none)|claviger.keys.root"));
        assertThat(manifests.kind("Secret"))
                .allSatisfy(secret -> assertThat(secret.path("stringData").fieldNames())
                        .toIterable()
                        .containsExactly("username"));
    }

    /** Only who migrates may know the password of the tables' owner. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void ownersPassword_isMountedOnlyWhereMigrationsRun(Combination combination) {
        Manifests manifests = combination.render();
        boolean byService = combination.is("migrations.by", "service");

        assertThat(manifests.kind("Job")).hasSize(byService ? 0 : 4).allMatch(PodTest::mountsOwner);
        assertThat(manifests
                        .kind("Deployment")
                        .filter(deployment -> !Manifests.name(deployment).endsWith("-edge")))
                .hasSize(4)
                .allMatch(deployment -> mountsOwner(deployment) == byService);
    }

    private static boolean mountsOwner(JsonNode workload) {
        return workload.path("spec").path("template").toString().contains("owner.properties");
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void pods_areSpread_andMayBeMovedOneByOne(Combination combination) {
        Manifests manifests = combination.render();

        assertThat(manifests.kind("Deployment").toList()).hasSize(5).allSatisfy(deployment -> {
            JsonNode template = deployment.at("/spec/template");
            assertThat(template.at("/spec/topologySpreadConstraints").findValuesAsText("topologyKey"))
                    .containsExactlyInAnyOrder("topology.kubernetes.io/zone", "kubernetes.io/hostname");
            assertThat(Manifests.selects(deployment.at("/spec/selector"), Manifests.labels(template)))
                    .isTrue();
            assertThat(manifests
                            .kind("PodDisruptionBudget")
                            .filter(budget ->
                                    Manifests.selects(budget.at("/spec/selector"), Manifests.labels(template))))
                    .hasSize(combination.is("podDisruptionBudgets", "false") ? 0 : 1);
        });
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void servicesAndScalers_findTheirPods(Combination combination) {
        Manifests manifests = combination.render();
        Set<String> deployments =
                Set.copyOf(manifests.kind("Deployment").map(Manifests::name).toList());

        assertThat(manifests.kind("Service")).hasSize(5).allSatisfy(service -> {
            JsonNode pods = manifests.one("Deployment", Manifests.name(service)).at("/spec/template");
            service.at("/spec/selector")
                    .properties()
                    .forEach(label -> assertThat(
                                    Manifests.labels(pods).path(label.getKey()).asText())
                            .isEqualTo(label.getValue().asText()));
            assertThat(pods.at("/spec/containers/0/ports").findValuesAsText("name"))
                    .contains(service.at("/spec/ports/0/targetPort").asText());
        });
        assertThat(manifests.kind("HorizontalPodAutoscaler"))
                .allSatisfy(scaler -> assertThat(
                                scaler.at("/spec/scaleTargetRef/name").asText())
                        .isIn(deployments));
        assertThat(manifests.kind("ScaledObject"))
                .allSatisfy(scaler -> assertThat(
                                scaler.at("/spec/scaleTargetRef/name").asText())
                        .isIn(deployments));
    }

    /** Two that set the number of pods would fight over it. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void numberOfPods_hasOneOwner(Combination combination) {
        Manifests manifests = combination.render();

        assertThat(manifests.kind("Deployment")).allSatisfy(deployment -> {
            String name = Manifests.name(deployment);
            long owners = (deployment.path("spec").has("replicas") ? 1 : 0)
                    + manifests
                            .kind("HorizontalPodAutoscaler")
                            .filter(scaler -> Manifests.name(scaler).equals(name))
                            .count()
                    + manifests
                            .kind("ScaledObject")
                            .filter(scaler -> Manifests.name(scaler).equals(name))
                            .count();
            assertThat(owners).as(name).isEqualTo(1);
        });
    }
}
