package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import dev.claviger.kubernetes.Cluster.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real API server takes what the chart renders, its pods under restricted Pod Security, and the examples: schemas, rules in CEL, defaults and
 * admission. {@code -Dclaviger.kubeconfig} names a server that has the definitions of all operators; neither nodes nor operators are needed.
 */
@EnabledIfSystemProperty(named = "claviger.kubeconfig", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiServerTest {
    private static final Path SMALL = Chart.KUBERNETES.resolve("claviger/presets/small.yaml");

    private final Cluster cluster;

    ApiServerTest() throws IOException {
        cluster = new Cluster(Path.of(System.getProperty("claviger.kubeconfig", "")));
    }

    @BeforeAll
    void server_isThere() throws IOException {
        assertThat(cluster.expect("", "get", "--raw", "/readyz")).isEqualTo("ok");
    }

    @AfterAll
    void leave() throws IOException {
        cluster.close();
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void manifests_areTaken(Combination combination) throws IOException {
        assertTaken(combination.render().all());
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void pods_areTaken(Combination combination) throws IOException {
        Manifests manifests = combination.render();
        cluster.apply(manifests.kind("ServiceAccount").toList());

        assertTaken(pods(manifests));
    }

    @Test
    void examples_areTaken() throws IOException {
        List<JsonNode> all = Examples.all();
        cluster.apply(all.stream()
                .filter(example -> Manifests.kindOf(example).equals("v1 ServiceAccount"))
                .toList());

        assertTaken(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "ha"})
    void kustomizeBases_areTaken(String preset) throws IOException {
        Path base = Chart.KUBERNETES.resolve("kustomize/" + preset);

        assertTaken(Manifests.parse(cluster.expect("", "kustomize", base.toString()))
                .all());
    }

    private void assertTaken(List<JsonNode> manifests) throws IOException {
        Said said = cluster.tryToApply(manifests);

        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text()).doesNotContainIgnoringCase("warning");
        assertThat(said.text().lines()).hasSameSizeAs(manifests);
    }

    /** Those that Deployments and Jobs would make. */
    private static List<JsonNode> pods(Manifests manifests) {
        return manifests.all().stream()
                .filter(manifest -> manifest.at("/spec/template/spec").has("containers"))
                .<JsonNode>map(ApiServerTest::pod)
                .toList();
    }

    private static ObjectNode pod(JsonNode workload) {
        ObjectNode pod = workload.at("/spec/template").deepCopy();
        var _ = pod.put("apiVersion", "v1").put("kind", "Pod");
        var _ = pod.withObject("/metadata").put("name", Manifests.name(workload) + "-pod");
        return pod;
    }

    /** The server does check. */
    @Test
    void podThatIsRoot_andFieldsThatAreNone_areRefused() throws IOException {
        Manifests manifests = Chart.render("small", Map.of());
        ObjectNode root = pod(manifests.one("Deployment", "claviger-vault"));
        var _ = root.withObject("/spec/securityContext").put("runAsUser", 0);
        ObjectNode misspelt = manifests.one("Cluster", "claviger-vault-db").deepCopy();
        var _ = misspelt.withObject("/spec").put("instanses", 3);

        cluster.apply(manifests.kind("ServiceAccount").toList());
        assertThat(cluster.tryToApply(List.of(root)).text()).contains("PodSecurity", "runAsUser=0");
        assertThat(cluster.tryToApply(List.of(misspelt)).text()).contains("instanses");
    }

    /** Helm puts all of it there for real; an update that changed what must not change would be refused. */
    @Test
    void chart_isInstalled_updated_andRemoved() throws IOException {
        Helm chart = new Helm(Chart.KUBERNETES.resolve("claviger"));
        try (Cluster release = new Cluster(cluster.kubeconfig())) {
            var _ = chart.install()
                    .withName("claviger")
                    .withNamespace(release.namespace())
                    .withKubeConfig(release.kubeconfig())
                    .withValuesFile(SMALL)
                    .set("migrations.by", "service") // nobody runs Jobs here, and an update waits for them
                    .call();
            assertThat(release.names("deployment")).hasSize(5).allMatch(name -> name.contains("/claviger-"));

            var _ = chart.upgrade()
                    .withName("claviger")
                    .withNamespace(release.namespace())
                    .withKubeConfig(release.kubeconfig())
                    .withValuesFile(SMALL)
                    .set("migrations.by", "service")
                    .set("image.tag", "0.2.0")
                    .set("edge.replicas", "2")
                    .set("keda.enabled", "true")
                    .set("postgresql.cloudnativepg.instances", "3")
                    .set("postgresql.cloudnativepg.synchronousStandbys", "1")
                    .set("expose.type", "loadBalancer")
                    .call();
            assertThat(release.expect("", "get", "deployment", "claviger-vault", "-o", "yaml"))
                    .contains("claviger/vault:0.2.0");
            assertThat(release.names("httproute")).isEmpty();

            var _ = Helm.uninstall("claviger")
                    .withNamespace(release.namespace())
                    .withKubeConfig(release.kubeconfig())
                    .call();
            assertThat(release.names("deployment")).isEmpty();
            assertThat(release.names("cluster.postgresql.cnpg.io"))
                    .as("databases stay")
                    .hasSize(4);
        }
    }
}
