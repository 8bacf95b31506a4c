package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chart and examples fit the definitions that the operators publish; {@code -Dclaviger.crds} names the folder that has them. */
@EnabledIfSystemProperty(named = "claviger.crds", matches = ".+")
class PublishedSchemasTest {
    private static final Set<String> CORE = Set.of(
            "v1",
            "apps/v1",
            "batch/v1",
            "policy/v1",
            "autoscaling/v2",
            "networking.k8s.io/v1",
            "rbac.authorization.k8s.io/v1");

    private static PublishedSchemas published = new PublishedSchemas(Map.of());

    @BeforeAll
    static void definitions() {
        published = PublishedSchemas.in(Path.of(System.getProperty("claviger.crds", "")));
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void manifests_fit(Combination combination) {
        assertThat(combination.render().all()).allSatisfy(PublishedSchemasTest::assertFits);
    }

    @Test
    void examples_fit() throws IOException {
        assertThat(Examples.all()).hasSizeGreaterThan(15).allSatisfy(PublishedSchemasTest::assertFits);
    }

    private static void assertFits(JsonNode manifest) {
        if (!CORE.contains(manifest.path("apiVersion").asText())) {
            assertThat(published.faults(manifest))
                    .as("%s %s", Manifests.kindOf(manifest), Manifests.name(manifest))
                    .isEmpty();
        }
    }

    /** A schema of ours that knew more than the operator does would let through what the operator ignores. */
    @ParameterizedTest
    @CsvSource({
        "cnpg-cluster, postgresql.cnpg.io/v1 Cluster",
        "cnpg-scheduled-backup, postgresql.cnpg.io/v1 ScheduledBackup",
        "keda-scaled-object, keda.sh/v1alpha1 ScaledObject",
        "keda-trigger-authentication, keda.sh/v1alpha1 TriggerAuthentication",
    })
    void schemasOfOurs_knowNoFieldThatIsNotPublished(String file, String kind) throws IOException {
        JsonNode ours = new ObjectMapper()
                .readTree(Chart.KUBERNETES
                        .resolve("src/test/resources/schemas/" + file + ".json")
                        .toFile())
                .at("/properties/spec");

        assertThat(extra("spec", ours, published.of(kind).at("/properties/spec")))
                .isEmpty();
    }

    private static Stream<String> extra(String path, JsonNode ours, JsonNode theirs) {
        Stream<String> fields = ours.path("properties").properties().stream().flatMap(field -> {
            JsonNode known = theirs.path("properties").path(field.getKey());
            String name = path + "." + field.getKey();
            return known.isMissingNode() && theirs.has("properties")
                    ? Stream.of(name)
                    : extra(name, field.getValue(), known);
        });
        return ours.has("items")
                ? Stream.concat(fields, extra(path + "[]", ours.path("items"), theirs.path("items")))
                : fields;
    }

    @Test
    void definitions_findFaults() {
        ObjectNode misspelt = Chart.render("small", Map.of())
                .one("Cluster", "claviger-vault-db")
                .deepCopy();
        var _ = ((ObjectNode) misspelt.at("/spec/postgresql")).put("pgHba", "x");
        ObjectNode wrong =
                Chart.render("small", Map.of()).one("HTTPRoute", "claviger").deepCopy();
        var _ = ((ObjectNode) wrong.at("/spec/rules/0/timeouts")).put("request", "for ever");

        assertThat(published.faults(misspelt)).anyMatch(fault -> fault.contains("pgHba"));
        assertThat(published.faults(wrong)).anyMatch(fault -> fault.contains("request"));
    }
}
