package dev.claviger.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The chart in the hands of Helm. */
final class Chart {
    static final Path ROOT = Path.of(System.getProperty("claviger.root", "../.."));
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");
    private static final Path CHART = KUBERNETES.resolve("claviger");

    private Chart() {}

    static LintResult lint() {
        return new Helm(CHART).lint().strict().call();
    }

    /** The text that {@code helm template claviger} gives with a preset. */
    static String text(String preset, Map<String, Object> values) {
        return text("claviger", preset, values);
    }

    private static String text(String release, String preset, Map<String, Object> values) {
        return text(CHART, release, preset, values);
    }

    private static String text(Path chart, String release, String preset, Map<String, Object> values) {
        TemplateCommand command = new Helm(chart)
                .template()
                .withName(release)
                .withNamespace("claviger")
                .withKubeVersion("1.33.0")
                .withValuesFile(CHART.resolve("presets/" + preset + ".yaml"));
        values.forEach(command::set);
        return command.call();
    }

    /** The small preset as a release of another name. */
    static Manifests named(String release, Map<String, Object> values) {
        return Manifests.parse(text(release, "small", values));
    }

    /** Where {@link #upgrade} has the annotations that begin with {@code helm.sh/hook}. */
    static final String HOOK = "test.claviger.dev/hook";

    /**
     * What an upgrade makes. The Helm at hand renders installs only and leaves hooks out, so a copy of the chart is told otherwise and gives its
     * hooks other names.
     */
    static Manifests upgrade(Path copy, String preset, Map<String, Object> values) throws IOException {
        try (Stream<Path> files = Files.walk(CHART, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(CHART.relativize(file).toString());
                var _ = Files.createDirectories(target.resolveSibling(""));
                var _ = Files.writeString(target, upgraded(Files.readString(file, UTF_8)), UTF_8);
            }
        }
        return Manifests.parse(text(copy, "claviger", preset, values));
    }

    private static String upgraded(String template) {
        return template.replace("$.Release.IsUpgrade", "true").replace("helm.sh/hook", HOOK);
    }

    static Manifests render(String preset, Map<String, Object> values) {
        return Manifests.parse(text(preset, values));
    }
}
