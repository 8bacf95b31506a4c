package dev.claviger.kubernetes;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.nio.file.Path;
import java.util.Map;

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
        TemplateCommand command = new Helm(CHART)
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

    static Manifests render(String preset, Map<String, Object> values) {
        return Manifests.parse(text(preset, values));
    }
}
