package dev.claviger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.claviger.observability.Promql.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, alerts and dashboards ask for what there is, and every alert says what to do. */
class RulesTest {
    private static final Path OBSERVABILITY = MetricsPage.ROOT.resolve("deploy/observability");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OBJECTIVE = Pattern.compile("(?m)^## (\\w+):");
    private static final Pattern QUERY = Pattern.compile("(?m)^ *query: (.*)$");
    private static final Pattern TEMPLATED = Pattern.compile("\\$labels\\.(\\w+)");

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(OBSERVABILITY.resolve("dashboards"))) {
            return files.toList();
        }
    }

    @Test
    void rules_askForWhatThereIs() throws IOException {
        Map<String, Set<String>> known = known();

        assertThat(rules())
                .hasSizeGreaterThan(30)
                .allSatisfy(rule -> check(rule.path("expr").asText(), known));
    }

    @Test
    void alerts_haveASeverity_aSummary_andARunbook() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(20).allSatisfy((name, alert) -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
            String runbook = alert.at("/annotations/runbook_url").asText();
            assertThat(runbook).startsWith("docs/runbooks/Claviger");
            assertThat(MetricsPage.read(runbook)).contains("**Means.**", "**Who notices.**", "**Look**", "**Do**");
            assertThat(MetricsPage.read("docs/runbooks/README.md"))
                    .contains("](" + Path.of(runbook).getFileName() + ")");
        });
        assertThat(rules())
                .extracting(rule ->
                        rule.path("alert").asText() + rule.path("record").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void runbooks_areEachOfAnAlert() throws IOException {
        Set<String> wanted = alerts().values().stream()
                .map(alert -> alert.at("/annotations/runbook_url").asText().replace("docs/runbooks/", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.add("README.md");
        try (Stream<Path> pages = Files.list(MetricsPage.ROOT.resolve("docs/runbooks"))) {
            assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    @Test
    void objectives_areThoseOfThePage_andEachHasAnAlert() throws IOException {
        List<String> objectives = OBJECTIVE
                .matcher(MetricsPage.read("docs/slo.md"))
                .results()
                .map(found -> found.group(1))
                .toList();
        Set<String> alerted = alerts().values().stream()
                .map(alert -> alert.at("/labels/slo").asText())
                .filter(slo -> !slo.isEmpty())
                .collect(Collectors.toSet());

        assertThat(alerted).containsExactlyInAnyOrderElementsOf(objectives);
    }

    /** A label that the summary speaks of comes out of the expression. */
    @Test
    void summaries_speakOfLabelsThatAlertsHave() throws IOException {
        Map<String, Set<String>> known = known();

        assertThat(alerts()).allSatisfy((name, alert) -> {
            Reading reading = Promql.read(alert.path("expr").asText());
            Set<String> there = reading.selectors().stream()
                    .flatMap(selector -> known.getOrDefault(selector.metric(), Set.of()).stream())
                    .collect(Collectors.toSet());
            there.retainAll(reading.grouping().isEmpty() ? there : reading.grouping());
            TEMPLATED
                    .matcher(alert.at("/annotations/summary").asText())
                    .results()
                    .forEach(label -> assertThat(there).contains(label.group(1)));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void dashboards_askForWhatThereIs(Path file) throws IOException {
        JsonNode dashboard = JSON.readTree(file.toFile());
        Map<String, Set<String>> known = known();

        assertThat(dashboard.path("uid").asText())
                .isEqualTo(file.getFileName().toString().replace(".json", ""));
        assertThat(dashboard.path("title").asText()).startsWith("Claviger");
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.path("panels")).hasSizeGreaterThan(4).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                check(target.path("expr").asText().replace("$__rate_interval", "5m"), known);
            });
        });
        assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
        assertNoOverlap(dashboard.path("panels"));
    }

    /** What KEDA asks Prometheus; the operator of Prometheus adds the namespace. */
    @Test
    void scalers_askForWhatThereIs() {
        Map<String, Set<String>> known = new TreeMap<>();
        MetricsPage.series().forEach((name, labels) -> {
            Set<String> more = new TreeSet<>(labels);
            more.add("namespace");
            known.put(name, more);
        });

        assertThat(QUERY.matcher(MetricsPage.read("deploy/kubernetes/claviger/templates/scaling.yaml"))
                        .results())
                .isNotEmpty()
                .allSatisfy(query -> check(query.group(1).replaceAll("\\{\\{[^}]*}}", "x"), known));
    }

    private static void assertNoOverlap(JsonNode panels) {
        Set<String> taken = new TreeSet<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.path("gridPos");
            for (int x = place.path("x").asInt();
                    x < place.path("x").asInt() + place.path("w").asInt();
                    x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(taken.add(x + "," + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        }
    }

    private static void check(String expression, Map<String, Set<String>> known) {
        Reading reading = Promql.read(expression);
        assertThat(reading.selectors()).allSatisfy(selector -> {
            assertThat(known).as(expression).containsKey(selector.metric());
            assertThat(known.getOrDefault(selector.metric(), Set.of()))
                    .as(expression)
                    .containsAll(selector.labels());
        });
        Set<String> labels = reading.selectors().stream()
                .flatMap(selector -> known.getOrDefault(selector.metric(), Set.of()).stream())
                .collect(Collectors.toSet());
        assertThat(labels).as(expression).containsAll(reading.grouping());
    }

    /** What the page explains, and what the rules record out of that. */
    private static Map<String, Set<String>> known() throws IOException {
        Map<String, Set<String>> known = new TreeMap<>(MetricsPage.series());
        assertThat(known).hasSizeGreaterThan(40);
        rules().stream()
                .filter(rule -> rule.has("record"))
                .forEach(rule -> known.put(
                        rule.path("record").asText(),
                        Promql.read(rule.path("expr").asText()).grouping()));
        return known;
    }

    private static Map<String, JsonNode> alerts() throws IOException {
        return rules().stream()
                .filter(rule -> rule.has("alert"))
                .collect(Collectors.toMap(rule -> rule.path("alert").asText(), rule -> rule));
    }

    private static List<JsonNode> rules() throws IOException {
        return StreamSupport.stream(
                        YAML.readTree(OBSERVABILITY.resolve("rules.yaml").toFile())
                                .path("groups")
                                .spliterator(),
                        false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }
}
