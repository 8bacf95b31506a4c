package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the metrics that a service offers against the page that explains them, docs/metrics.md. */
public final class MetricRules {
    private static final Pattern OFFERED = Pattern.compile("^# TYPE (claviger_\\w+) \\w+$", Pattern.MULTILINE);
    private static final Pattern EXPLAINED =
            Pattern.compile("^\\| `(\\w+)`[^|]*\\| ([a-z, ]+) \\| ([a-z, ]+) \\|", Pattern.MULTILINE);
    private static final Pattern OWN = Pattern.compile("claviger_\\w+");

    /** How the page marks those that come with the first thing they count. */
    private static final String LATER = "from its first use";

    private MetricRules() {}

    /**
     * Fails unless the service offers all that the page says it does, and nothing of ours that the page leaves out.
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

        assertThat(explained(service, false)).containsAll(offered);
        assertThat(offered).containsAll(explained(service, true));
    }

    private static Set<String> explained(String service, boolean fromTheStart) {
        Set<String> names = EXPLAINED
                .matcher(page())
                .results()
                .filter(row -> Set.of(row.group(2).split(", ")).contains(service))
                .filter(row -> !fromTheStart || !row.group(3).contains(LATER))
                .map(row -> row.group(1).replaceFirst("_total$", ""))
                .filter(name -> OWN.matcher(name).matches())
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
