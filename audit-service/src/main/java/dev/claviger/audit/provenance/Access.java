package dev.claviger.audit.provenance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who acted, within one job where it was a job.
 *
 * @param job as GitLab vouched for it; empty for callers that are no jobs
 * @param version of the secret that was asked for; null where none was
 * @param events the names of what was done
 * @param times how often; {@code denied} of them were refused
 */
public record Access(
        String actorType,
        String actorId,
        String actorName,
        String authMethod,
        Map<String, String> job,
        @Nullable Integer version,
        List<String> events,
        List<String> addresses,
        long times,
        long denied,
        Instant firstAt,
        Instant lastAt) {
    public Access {
        job = new TreeMap<>(job);
        events = List.copyOf(events);
        addresses = List.copyOf(addresses);
    }
}
