package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The cluster watches what deploy/observability says, under the names that the release has there. */
class MonitoringTest {
    private static final Map<String, Object> WATCHED =
            with("prometheusRules.enabled", "true", "dashboards.enabled", "true");

    @Test
    void rules_areThoseOfTheFile() throws IOException {
        JsonNode file = Manifests.YAML.readTree(
                Chart.ROOT.resolve("deploy/observability/rules.yaml").toFile());

        assertThat(Chart.render("small", WATCHED)
                        .one("PrometheusRule", "claviger")
                        .at("/spec/groups"))
                .isEqualTo(file.path("groups"));
    }

    @Test
    void rulesAndDashboards_askForTheJobsOfTheRelease() {
        Manifests manifests = Chart.named("keys", WATCHED);
        JsonNode dashboards = manifests.one("ConfigMap", "keys-dashboards");

        for (String text : List.of(
                manifests.one("PrometheusRule", "keys").at("/spec").toString(),
                dashboards.path("data").toString())) {
            assertThat(text)
                    .contains("keys-(auth|vault|audit|sync)", "\"keys-vault")
                    .doesNotContain("\"claviger-vault", "claviger-(");
        }
        manifests
                .kind("Service")
                .map(Manifests::name)
                .filter(name -> !name.endsWith("-edge"))
                .forEach(name -> assertThat(name).matches("keys-(auth|vault|audit|sync)"));
    }

    @Test
    void dashboards_areWhole_andFoundByGrafana() throws IOException {
        JsonNode dashboards = Chart.render("small", WATCHED).one("ConfigMap", "claviger-dashboards");

        assertThat(dashboards.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
        assertThat(dashboards.path("data")).hasSize(3);
        for (Map.Entry<String, JsonNode> each : dashboards.path("data").properties()) {
            JsonNode file = new ObjectMapper()
                    .readTree(Chart.ROOT
                            .resolve("deploy/observability/dashboards/" + each.getKey())
                            .toFile());
            assertThat(new ObjectMapper().readTree(each.getValue().asText())).isEqualTo(file);
        }
    }

    @Test
    void runbooks_areLinkedWhereTheyCanBeRead() {
        JsonNode rule = Chart.render(
                        "small",
                        with(
                                "prometheusRules.enabled",
                                "true",
                                "prometheusRules.runbooks",
                                "https://docs.example.com/r/"))
                .one("PrometheusRule", "claviger");

        assertThat(rule.findValuesAsText("runbook_url"))
                .isNotEmpty()
                .allMatch(url -> url.matches("https://docs\\.example\\.com/r/Claviger\\w+\\.md"));
    }

    @Test
    void traces_haveAWayOut_onlyWhereTheyAreSent() {
        Manifests traced = Chart.render(
                "small",
                with(
                        "tracing.endpoint", "http://collector.monitoring:4318",
                        "networkPolicies.tracesTo[0].namespaceSelector.matchLabels.name", "monitoring"));

        assertThat(traced.settings("vault").getProperty("claviger.tracing.endpoint"))
                .isEqualTo("http://collector.monitoring:4318");
        assertThat(traced.one("NetworkPolicy", "claviger-vault")
                        .at("/spec/egress")
                        .toString())
                .contains("4318", "monitoring");
        Manifests untraced = Chart.render("small", Map.of());
        assertThat(untraced.settings("vault").getProperty("claviger.tracing.endpoint"))
                .isNull();
        assertThat(untraced.one("NetworkPolicy", "claviger-vault")
                        .at("/spec/egress")
                        .toString())
                .doesNotContain("4318");
    }
}
