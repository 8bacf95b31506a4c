package dev.claviger.audit.blast;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.http.Validation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What leaked: exactly one of job, pipeline, runner, commits, package and secrets, and within which time.
 *
 * @param commits as {@code git rev-list a..b} prints them
 * @param compromised a package; the jobs that ran in the time are meant, because the log does not know what they installed
 * @param secrets versions of secrets, as the look-up of a leaked value answers them
 * @param gitlabProjectPath only jobs of this project
 * @param projectId only this project of ours
 */
record BlastRequest(
        @Nullable String jobId,
        @Nullable String pipelineId,
        @Nullable String runnerId,
        @Nullable List<@Nullable String> commits,
        @JsonProperty("package") @Nullable PackageUse compromised,
        @Nullable List<@Nullable LeakedVersion> secrets,
        @Nullable String issuer,
        @Nullable String gitlabProjectPath,
        @Nullable String projectId,
        @Nullable String startDate,
        @Nullable String endDate) {
    static final BlastRequest EMPTY =
            new BlastRequest(null, null, null, null, null, null, null, null, null, null, null);
    private static final int MOST_SECRETS = 1_000;
    private static final int LONGEST_NAME = 256;

    /** A package of any kind, by name and perhaps version; they stand in the report only. */
    record PackageUse(@Nullable String name, @Nullable String version) {}

    /** One version of a secret. */
    record LeakedVersion(
            @JsonProperty("id") @Nullable String id,
            @Nullable String secretId,
            @Nullable Integer version) {
        String secret() {
            return secretId == null ? String.valueOf(id) : secretId;
        }
    }

    /** Refuses with {@link dev.claviger.kernel.http.InvalidInput} what is not one question. */
    void check() {
        Validation check = new Validation();
        long ways = Stream.of(jobId, pipelineId, runnerId)
                        .filter(BlastRequest::isSet)
                        .count()
                + Stream.of(commits, compromised, secrets)
                        .filter(Objects::nonNull)
                        .count();
        check.check(
                ways == 1, "jobId", "Name exactly one of jobId, pipelineId, runnerId, commits, package and secrets");
        check.check(commits == null || !commits.isEmpty(), "commits", "Must name at least one commit");
        check.check(commits == null || commits.stream().allMatch(BlastRequest::isSet), "commits", "Must be texts");
        if (compromised != null) {
            String name = check.text("package.name", compromised.name);
            String version = check.text("package.version", compromised.version, "");
            check.check(
                    name.length() <= LONGEST_NAME && version.length() <= LONGEST_NAME,
                    "package",
                    "Must be at most " + LONGEST_NAME + " characters");
            check.check(isSet(startDate) && isSet(endDate), "startDate", "Needs startDate and endDate beside package");
        }
        if (secrets != null) {
            check.check(
                    !secrets.isEmpty() && secrets.size() <= MOST_SECRETS,
                    "secrets",
                    "Must be 1 to " + MOST_SECRETS + " versions");
            check.check(
                    secrets.stream()
                            .allMatch(each -> each != null
                                    && each.version != null
                                    && each.version > 0
                                    && Uuids.read(each.secret()).isPresent()),
                    "secrets",
                    "Must each have id, a UUID, and version, a whole number from 1");
        }
        check.done();
    }

    /** The conditions of a search that finds the same. */
    AuditLogParams params() {
        Map<String, String> conditions = new HashMap<>();
        put(conditions, "jobId", jobId);
        put(conditions, "pipelineId", pipelineId);
        put(conditions, "runnerId", runnerId);
        put(conditions, "issuer", issuer);
        put(conditions, "gitlabProjectPath", gitlabProjectPath);
        put(conditions, "projectId", projectId);
        put(conditions, "startDate", startDate);
        put(conditions, "endDate", endDate);
        if (commits != null) {
            put(
                    conditions,
                    "sha",
                    String.join(",", commits.stream().map(String::valueOf).toList()));
        }
        AuditLogParams params = new AuditLogParams();
        var _ = params.set(conditions);
        return params;
    }

    /** In words, for the head of the report and for the log. */
    String subject() {
        if (compromised != null) {
            return "package " + compromised.name + (isSet(compromised.version) ? " " + compromised.version : "");
        }
        if (secrets != null) {
            return "%d leaked versions of secrets".formatted(secrets.size());
        }
        if (commits != null) {
            return commits.size() == 1 ? "commit " + commits.getFirst() : "%d commits".formatted(commits.size());
        }
        return isSet(jobId) ? "job " + jobId : isSet(pipelineId) ? "pipeline " + pipelineId : "runner " + runnerId;
    }

    List<SecretVersion> versions() {
        return secrets == null
                ? List.of()
                : secrets.stream()
                        .flatMap(Stream::ofNullable)
                        .map(each -> new SecretVersion(
                                Uuids.read(each.secret()).orElse(new UUID(0, 0)),
                                each.version == null ? 0 : each.version))
                        .distinct()
                        .toList();
    }

    private static void put(Map<String, String> conditions, String name, @Nullable String value) {
        if (value != null) {
            conditions.put(name, value);
        }
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isBlank();
    }
}
