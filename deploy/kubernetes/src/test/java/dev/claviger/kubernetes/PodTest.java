package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
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

    /** A kubelet gives files of Secrets to root, and to the group of the pod where it has one. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void filesOfSecrets_areReadableByThePod(Combination combination) {
        assertThat(combination.render().pods()).allSatisfy(template -> {
            JsonNode security = template.at("/spec/securityContext");
            assertThat(security.path("fsGroup").asInt())
                    .isPositive()
                    .isEqualTo(security.path("runAsGroup").asInt());
        });
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

    /** For modules, tokens and certificate authorities that settings name; only the service has programs beside it, for a Job with one would not end. */
    @Test
    void extraFiles_areInTheServiceAndItsMigration_andExtraProgramsInTheService() {
        Manifests manifests = Chart.render(
                "small",
                with(
                        "services.vault.extraVolumes[0].name", "hsm",
                        "services.vault.extraVolumes[0].secret.secretName", "claviger-hsm",
                        "services.vault.extraVolumeMounts[0].name", "hsm",
                        "services.vault.extraVolumeMounts[0].mountPath", "/etc/claviger/hsm",
                        "services.vault.extraContainers[0].name", "agent",
                        "services.vault.extraContainers[0].image", "registry.example.com/agent:1",
                        "services.vault.initContainers[0].name", "before",
                        "services.vault.initContainers[0].image", "registry.example.com/agent:1"));

        assertThat(manifests.all())
                .allSatisfy(manifest -> assertThat(Kinds.faults(manifest)).isEmpty());
        assertThat(manifests.all().stream()
                        .filter(manifest -> mounts(manifest, "/etc/claviger/hsm"))
                        .map(Manifests::name))
                .hasSize(2)
                .allMatch(name -> name.matches("claviger-vault(-migration-[0-9a-f]{8})?"));
        assertThat(manifests.all().stream()
                        .filter(manifest -> manifest.at("/spec/template/spec").has("initContainers")
                                || manifest.at("/spec/template/spec/containers").size() > 1)
                        .map(Manifests::name))
                .containsExactly("claviger-vault");
    }

    private static boolean mounts(JsonNode workload, String path) {
        JsonNode pod = workload.at("/spec/template/spec");
        return pod.at("/containers/0/volumeMounts")
                        .findValuesAsText("mountPath")
                        .contains(path)
                && pod.path("volumes").findValuesAsText("secretName").contains("claviger-hsm");
    }
}
