package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations run with what belongs to their own version, before anything of it is there. */
class MigrationTest {
    private static final String DELETION = "before-hook-creation,hook-succeeded";

    @TempDir
    Path folder = Path.of("");

    @Test
    void jobs_haveSettingsOfTheirOwn_namedByWhatIsInThem() {
        List<String> before = settingsOfJobs(Chart.render("small", Map.of()));
        List<String> after =
                settingsOfJobs(Chart.render("small", with("settings.claviger\\.http\\.deadline", "PT20S")));

        assertThat(before).hasSize(4).doesNotHaveDuplicates().doesNotContainAnyElementsOf(after);
    }

    /** Helm makes ordinary resources after its hooks: those of the release before would be there. */
    @Test
    void jobsOfAnUpgrade_findTheirSettingsAndPolicies_madeBeforeThem() throws IOException {
        Manifests upgrade = Chart.upgrade(folder, "small", with("settings.claviger\\.http\\.deadline", "PT20S"));

        List<JsonNode> jobs = upgrade.kind("Job").toList();
        assertThat(jobs).hasSize(4).allSatisfy(job -> {
            JsonNode pod = job.at("/spec/template");
            JsonNode settings = upgrade.one(
                    "ConfigMap",
                    pod.at("/spec/volumes").findValue("configMap").path("name").asText());
            List<JsonNode> policies = upgrade.kind("NetworkPolicy")
                    .filter(MigrationTest::isEarlierHook)
                    .filter(policy -> Manifests.selects(policy.at("/spec/podSelector"), Manifests.labels(pod)))
                    .toList();
            assertThat(hook(job, "")).isEqualTo("pre-upgrade");
            assertThat(isEarlierHook(settings)).isTrue();
            assertThat(settings.at("/data/service.properties").asText()).contains("claviger.http.deadline=PT20S");
            assertThat(policies)
                    .hasSize(1)
                    .allSatisfy(policy -> assertThat(Kinds.faults(policy)).isEmpty());
        });
    }

    private static List<String> settingsOfJobs(Manifests manifests) {
        return manifests
                .kind("Job")
                .map(job -> job.at("/spec/template/spec/volumes")
                        .findValue("configMap")
                        .path("name")
                        .asText())
                .toList();
    }

    private static boolean isEarlierHook(JsonNode manifest) {
        return hook(manifest, "").equals("pre-upgrade")
                && hook(manifest, "-weight").equals("-5")
                && hook(manifest, "-delete-policy").equals(DELETION);
    }

    private static String hook(JsonNode manifest, String setting) {
        return manifest.path("metadata")
                .path("annotations")
                .path(Chart.HOOK + setting)
                .asText();
    }
}
