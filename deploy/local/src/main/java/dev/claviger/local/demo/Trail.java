package dev.claviger.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The audit log, as an administrator asks it. */
final class Trail {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ApiClient admin;
    private final Instant since;
    private final Clock clock;

    Trail(ApiClient admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
        this.since = clock.instant().minusSeconds(60);
    }

    /** Returns the entries of a job, oldest first, when there are so many of them or patience has ended. */
    List<Entry> of(Job job, int awaited) {
        Instant giveUp = clock.instant().plus(PATIENCE);
        List<Entry> entries = find(job);
        while (entries.size() < awaited && clock.instant().isBefore(giveUp)) {
            LockSupport.parkNanos(POLL.toNanos());
            entries = find(job);
        }
        return entries;
    }

    private List<Entry> find(Job job) {
        JsonNode page = admin.get(
                        "/api/v1/organization/audit-logs",
                        Map.of("jobId", job.id(), "startDate", since.toString(), "limit", "100"))
                .orThrow();
        return StreamSupport.stream(page.path("auditLogs").spliterator(), false)
                .map(Entry::new)
                .filter(entry -> entry.fact("jobId").equals(job.id()))
                .toList()
                .reversed();
    }

    /** One entry, as it came. */
    record Entry(JsonNode json) {
        String id() {
            return json.path("id").asText();
        }

        String event() {
            return json.path("event").path("type").asText();
        }

        String outcome() {
            return json.path("outcome").asText();
        }

        String reason() {
            return json.path("reason").asText("");
        }

        /** Returns what the issuer vouched for about the job, or an empty text. */
        String fact(String name) {
            return json.path("provenance").path(name).asText("");
        }

        /** Returns the secrets that were touched, like {@code prod:/app/DATABASE_URL v1}. */
        List<String> secrets() {
            return StreamSupport.stream(json.path("secrets").spliterator(), false)
                    .map(secret -> "%s:%s/%s v%d"
                            .formatted(
                                    secret.path("environment").asText(),
                                    secret.path("secretPath").asText(),
                                    secret.path("key").asText(),
                                    secret.path("version").asInt()))
                    .toList();
        }

        String provenance() {
            return List.of("projectPath", "pipelineId", "jobId", "sha", "ref", "environment").stream()
                    .filter(name -> !fact(name).isEmpty())
                    .map(name -> name + "=" + fact(name))
                    .collect(Collectors.joining(" "));
        }
    }
}
