package dev.claviger.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What docs/metrics.md says there is: every time series by its name in Prometheus, with its labels. */
final class MetricsPage {
    static final Path ROOT = Path.of(System.getProperty("claviger.root", "../.."));

    /** Those that Prometheus puts on everything it fetches. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern ROW = Pattern.compile(
            "^\\| (`\\w+`(?:, `\\w+`)*) \\| ([\\w, ]+) \\| ([a-z, ]+) \\| ([^|]*) \\|", Pattern.MULTILINE);

    private static final Pattern LABELS = Pattern.compile("\\(labels? (`\\w+`(?:, (?:and )?`\\w+`)*)");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private MetricsPage() {}

    static Map<String, Set<String>> series() {
        Map<String, Set<String>> series = new HashMap<>();
        ROW.matcher(read("docs/metrics.md")).results().forEach(row -> {
            Set<String> labels = LABELS.matcher(row.group(4))
                    .results()
                    .flatMap(found -> names(found.group(1)).stream())
                    .collect(Collectors.toSet());
            labels.addAll(OF_PROMETHEUS);
            names(row.group(1)).forEach(name -> add(series, name, row, labels));
        });
        return series;
    }

    private static void add(Map<String, Set<String>> series, String name, MatchResult row, Set<String> labels) {
        String kind = row.group(3).split(",", -1)[0];
        switch (kind) {
            case "timer" -> List.of("_count", "_sum", "_max").forEach(end -> series.put(name + end, labels));
            case "histogram" -> {
                List.of("_count", "_sum", "_max").forEach(end -> series.put(name + end, labels));
                Set<String> more = new HashSet<>(labels);
                more.add("le");
                series.put(name + "_bucket", more);
            }
            default -> series.put(name, labels);
        }
    }

    private static List<String> names(String quoted) {
        return NAME.matcher(quoted).results().map(found -> found.group(1)).toList();
    }

    static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
