package dev.claviger.sync.exposure;

import dev.claviger.sync.gitlab.ProjectSettings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param worst null when nothing was
 * @param missing what was not looked at, in words
 */
record ExposureReport(
        long gitlabProjectId,
        String gitlabProjectPath,
        @Nullable String worst,
        List<Row> findings,
        List<String> missing) {
    private static final int MOST_NAMED = 20;

    ExposureReport {
        findings = List.copyOf(findings);
        missing = List.copyOf(missing);
    }

    /** One finding. */
    record Row(String code, String severity, String subject, List<String> secrets, String text, String remedy) {
        static Row of(Finding finding) {
            return new Row(
                    small(finding.code().name()),
                    small(finding.severity().name()),
                    finding.subject(),
                    finding.secrets(),
                    finding.text(),
                    finding.remedy());
        }
    }

    static ExposureReport of(ProjectSettings project, List<Finding> findings, List<String> missing) {
        List<Row> rows = findings.stream().map(Row::of).toList();
        return new ExposureReport(
                project.id(),
                project.path(),
                rows.isEmpty() ? null : rows.getFirst().severity(),
                rows,
                missing);
    }

    /** All of them are in the other form. */
    private static String names(List<String> secrets) {
        String named = secrets.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = secrets.size() - MOST_NAMED;
        return secrets.isEmpty() ? "-" : more > 0 ? "%s and %d more".formatted(named, more) : named;
    }

    private static String small(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For people and logs of jobs. */
    String plain() {
        StringBuilder text = new StringBuilder();
        findings.forEach(each -> text.append("%-8s %s: %s%n         %s%n         %s %s%n"
                .formatted(
                        each.severity(),
                        each.code(),
                        each.subject(),
                        names(each.secrets()),
                        each.text(),
                        each.remedy())));
        text.append(findings.size()).append(" findings\n");
        missing.forEach(each -> text.append("not known: ").append(each).append('\n'));
        return text.toString();
    }
}
