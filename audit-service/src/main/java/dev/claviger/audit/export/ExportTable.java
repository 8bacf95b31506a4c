package dev.claviger.audit.export;

import dev.claviger.audit.csv.CsvText;
import dev.claviger.audit.query.AuditLog;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Entries for spreadsheets: one line each. */
final class ExportTable {
    static final String HEAD = CsvText.line(List.of(
            "index",
            "id",
            "createdAt",
            "event",
            "outcome",
            "reason",
            "actorType",
            "actorId",
            "actorName",
            "authMethod",
            "ipAddress",
            "userAgent",
            "projectId",
            "environment",
            "secretPath",
            "secrets",
            "issuer",
            "gitlabProject",
            "pipeline",
            "job",
            "ref",
            "sha",
            "runner",
            "gitlabUser",
            "requestId"));

    private ExportTable() {}

    static String line(AuditLog entry) {
        Map<String, String> actor = entry.actor().metadata();
        Map<String, String> job = entry.provenance();
        @Nullable
        Object[] cells = {
            entry.index(),
            entry.id(),
            entry.createdAt(),
            entry.event().type(),
            entry.outcome(),
            entry.reason(),
            entry.actor().type(),
            first(actor, "identityId", "userId", "serviceId"),
            first(actor, "name", "username"),
            actor.get("authMethod"),
            entry.ipAddress(),
            entry.userAgent(),
            entry.projectId(),
            entry.event().metadata().path("environment").asText(),
            entry.event().metadata().path("secretPath").asText(),
            entry.secrets().stream()
                    .map(secret -> "%s v%d %s %s %s"
                            .formatted(
                                    secret.key(),
                                    secret.version(),
                                    secret.environment(),
                                    secret.secretPath(),
                                    secret.id()))
                    .collect(Collectors.joining("; ")),
            job.get("issuer"),
            job.get("projectPath"),
            job.get("pipelineId"),
            job.get("jobId"),
            job.get("ref"),
            job.get("sha"),
            job.get("runnerId"),
            job.get("userLogin"),
            entry.requestId()
        };
        return CsvText.line(Arrays.asList(cells));
    }

    private static @Nullable String first(Map<String, String> metadata, String... names) {
        return Arrays.stream(names)
                .map(metadata::get)
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }
}
