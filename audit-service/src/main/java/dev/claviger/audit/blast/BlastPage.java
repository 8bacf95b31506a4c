package dev.claviger.audit.blast;

import dev.claviger.audit.provenance.Access;
import dev.claviger.audit.provenance.ProvenanceStore.Lease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report for people: one page without scripts that needs nothing from elsewhere. Every text goes through {@link #escaped}. */
final class BlastPage {
    private static final String STYLE = """
            body{font:14px/1.4 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%;margin:1em 0}
            th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
            th{background:#eee}.open{font-weight:bold;color:#a00}@media print{body{margin:0}tr{break-inside:avoid}}
            """;

    private final StringBuilder html = new StringBuilder();

    private BlastPage() {}

    static String of(BlastRadius radius) {
        BlastPage page = new BlastPage();
        page.head(radius);
        page.secrets(radius.secrets());
        page.leases(radius.leases());
        page.accesses(radius.by());
        page.missing(radius.missing());
        return page.html.append("</body></html>\n").toString();
    }

    private void head(BlastRadius radius) {
        html.append(
                        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Blast radius</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Blast radius: ")
                .append(escaped(radius.subject()))
                .append("</h1><p>From ")
                .append(escaped(radius.from()))
                .append(" to ")
                .append(escaped(radius.to()))
                .append(". Made ")
                .append(escaped(radius.made()))
                .append(".</p><p class=\"open\">")
                .append(radius.open())
                .append(" of ")
                .append(radius.secrets().size())
                .append(" versions are still in use.")
                .append(radius.complete() ? "" : " There is more than is shown here.")
                .append("</p>\n");
    }

    private void secrets(List<Exposure> secrets) {
        html.append("<h2>Secrets</h2>");
        begin("State", "Project", "Environment", "Path", "Key", "Version", "Seen", "Written by", "Rotated", "Also in");
        for (Exposure each : secrets) {
            Exposure.@Nullable Owner owner = each.owner();
            Exposure.@Nullable Rotation rotated = each.rotated();
            String state = BlastTable.state(each);
            row(
                    state.equals("open"),
                    state,
                    each.projectId(),
                    each.environment(),
                    each.secretPath(),
                    each.key(),
                    each.version(),
                    each.firstAt() == null ? "" : each.times() + " times, " + each.firstAt() + " to " + each.lastAt(),
                    owner == null ? "unknown" : owner.name() + ", " + owner.at(),
                    rotated == null ? "" : "version " + rotated.version() + ", " + rotated.at(),
                    BlastTable.places(each));
        }
        html.append("</table>\n");
    }

    private void leases(List<Lease> leases) {
        if (leases.isEmpty()) {
            return;
        }
        html.append("<h2>Logins on demand</h2>");
        begin("Given", "Project", "Environment", "Path", "Dynamic secret", "Lease");
        leases.forEach(each -> row(
                false, each.at(), each.projectId(), each.environment(), each.secretPath(), each.name(), each.leaseId()));
        html.append("</table>\n");
    }

    private void accesses(List<Access> accesses) {
        html.append("<h2>Who had them</h2>");
        begin("Who", "Project", "Pipeline", "Job", "Commit", "Runner", "Started by", "Addresses", "Times", "Last");
        for (Access each : accesses) {
            row(
                    false,
                    each.actorType() + " " + each.actorName(),
                    each.job().get("projectPath"),
                    each.job().get("pipelineId"),
                    each.job().get("jobId"),
                    each.job().get("sha"),
                    each.job().get("runnerId"),
                    each.job().get("userLogin"),
                    String.join(", ", each.addresses()),
                    each.times(),
                    each.lastAt());
        }
        html.append("</table>\n");
    }

    private void missing(List<String> missing) {
        html.append("<h2>What this report cannot know</h2><ul>");
        missing.forEach(each -> html.append("<li>").append(escaped(each)).append("</li>"));
        html.append("</ul>\n");
    }

    private void begin(String... titles) {
        html.append("<table><tr>");
        for (String title : titles) {
            html.append("<th>").append(escaped(title)).append("</th>");
        }
        html.append("</tr>\n");
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
