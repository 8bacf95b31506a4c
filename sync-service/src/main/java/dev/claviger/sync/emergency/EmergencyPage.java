package dev.claviger.sync.emergency;

import dev.claviger.sync.emergency.EmergencyView.StepView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for people: one page without scripts that needs nothing from elsewhere. Every text goes through {@link #escaped}. */
final class EmergencyPage {
    private static final String STYLE = """
            body{font:14px/1.4 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%;margin:1em 0}
            th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
            th{background:#eee}.open{font-weight:bold;color:#a00}@media print{body{margin:0}tr{break-inside:avoid}}
            """;

    private final StringBuilder html = new StringBuilder();

    private EmergencyPage() {}

    static String of(EmergencyReport report) {
        EmergencyPage page = new EmergencyPage();
        page.head(report.emergency(), report.isContained());
        page.list("Verdict", report.verdict());
        page.steps(Objects.requireNonNullElse(report.emergency().steps(), List.of()));
        page.list("What this report cannot know", report.missing());
        return page.html.append("</body></html>\n").toString();
    }

    private void head(EmergencyView emergency, boolean isContained) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Emergency</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escaped(emergency.name()))
                .append("</h1><p>What leaked: ")
                .append(escaped(emergency.subject()))
                .append(". Planned ")
                .append(escaped(emergency.createdAt()))
                .append(" by ")
                .append(escaped(emergency.createdBy().name()))
                .append(", started ")
                .append(escaped(emergency.startedAt()))
                .append(", ended ")
                .append(escaped(emergency.endedAt()))
                .append(".</p><p>")
                .append(escaped(emergency.conclusion()))
                .append(isContained ? "</p><p>Contained.</p>\n" : "</p><p class=\"open\">Not contained.</p>\n");
    }

    private void list(String title, List<String> lines) {
        html.append("<h2>").append(escaped(title)).append("</h2><ul>");
        lines.forEach(each -> html.append("<li>").append(escaped(each)).append("</li>"));
        html.append("</ul>\n");
    }

    private void steps(List<StepView> steps) {
        html.append("<h2>Steps</h2><table><tr>");
        for (String title : List.of(
                "",
                "State",
                "What",
                "Subject",
                "Place",
                "Secrets",
                "Who",
                "Began",
                "Ended",
                "Shown by",
                "Note",
                "Log")) {
            html.append("<th>").append(escaped(title)).append("</th>");
        }
        html.append("</tr>\n");
        steps.forEach(this::step);
        html.append("</table>\n");
    }

    private void step(StepView step) {
        boolean isDone = step.state().equals(Step.State.DONE.text());
        EmergencyView.@Nullable By by = step.endedBy();
        row(
                !isDone,
                step.position(),
                step.state(),
                step.kind(),
                step.subjectName(),
                step.environment() + " " + step.secretPath(),
                secrets(step.secrets()),
                by == null ? step.assignee() : by.name(),
                step.startedAt(),
                step.endedAt(),
                shownBy(step),
                step.note() == null ? step.message() : step.note(),
                step.logProof());
    }

    private static String secrets(List<Object> secrets) {
        return secrets.stream()
                .map(each -> (Map<?, ?>) each)
                .map(each -> "%s v%s".formatted(each.get("key"), each.get("version")))
                .collect(Collectors.joining(", "));
    }

    private static String shownBy(StepView step) {
        @Nullable Map<String, Object> proof = step.proof();
        return proof == null ? "" : String.valueOf(proof.getOrDefault("confirmedBy", ""));
    }

    private void row(boolean isOpen, @Nullable Object... cells) {
        html.append(isOpen ? "<tr class=\"open\">" : "<tr>");
        for (Object cell : cells) {
            html.append("<td>").append(escaped(cell)).append("</td>");
        }
        html.append("</tr>\n");
    }

    private static String escaped(@Nullable Object value) {
        StringBuilder safe = new StringBuilder();
        String text = value == null ? "" : value.toString();
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            switch (sign) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\0' -> safe.append('\uFFFD');
                default -> safe.append(sign);
            }
        }
        return safe.toString();
    }
}
