package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the metrics that a service offers against the page that explains them, docs/metrics.md. */
public final class MetricRules {
    private static final Pattern OFFERED = Pattern.compile("^# TYPE (\\w+) \\w+$", Pattern.MULTILINE);
    private static final Pattern EXPLAINED =
            Pattern.compile("^\\| (`\\w+`[^|]*)\\| ([a-z, ]+) \\| ([a-z, ]+) \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern SERIES = Pattern.compile("^(\\w+)\\{(.*)} ", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern LABELS = Pattern.compile("\\(labels? (`\\w+`(?:, (?:and )?`\\w+`)*)");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern OWN = Pattern.compile("claviger_\\w+");

    /** How the page marks those that come with the first thing they count. */
    private static final String LATER = "from its first use";

    private MetricRules() {}

    /**
     * Fails unless the service offers all that the page says it does, of ours and of the runtime, and nothing of ours that the page
     * leaves out.
     *
     * @param metrics what the service answers in Prometheus' text format
     * @param service the name the page has for it, such as {@code vault}
     */
    public static void check(String metrics, String service) {
        Set<String> offered = OFFERED.matcher(metrics)
                .results()
                .map(found -> found.group(1).replaceFirst("_total$", ""))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(explained(service, false))
                .containsAll(offered.stream()
                        .filter(name -> OWN.matcher(name).matches())
                        .toList());
        assertThat(offered).containsAll(explained(service, true));
        checkLabels(metrics, service);
    }

    /** What a rule or a dashboard may select by is what the page says. */
    private static void checkLabels(String metrics, String service) {
        Map<String, Set<String>> labels = labels(service);
        SERIES.matcher(metrics).results().forEach(line -> {
            String name = line.group(1).replaceFirst("(_total|_count|_sum|_max|_bucket)$", "");
            if (labels.containsKey(name)) {
                assertThat(labels.get(name))
                        .as("labels of " + name)
                        .containsAll(names(LABEL, line.group(2))
                                .filter(label -> !label.equals("le"))
                                .toList());
            }
        });
    }

    private static Map<String, Set<String>> labels(String service) {
        Map<String, Set<String>> labels = new TreeMap<>();
        rows(service)
                .forEach(row -> names(NAME, row.group(1))
                        .forEach(name -> labels.put(
                                name.replaceFirst("_total$", ""),
                                names(LABELS, row.group(4))
                                        .flatMap(list -> names(NAME, list))
                                        .collect(Collectors.toSet()))));
        return labels;
    }

    private static Stream<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }

    private static Stream<MatchResult> rows(String service) {
        return EXPLAINED
                .matcher(page())
                .results()
                .filter(row -> Set.of(row.group(2).split(", ")).contains(service));
    }

    private static Set<String> explained(String service, boolean fromTheStart) {
        Set<String> names = rows(service)
                .filter(row -> !fromTheStart || !row.group(3).contains(LATER))
                .flatMap(row -> names(NAME, row.group(1)))
                .map(name -> name.replaceFirst("_total$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).isNotEmpty();
        return names;
    }

    private static String page() {
        Path page = Path.of(System.getProperty("claviger.root"), "docs/metrics.md");
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException("no page about metrics", e);
        }
    }
}
