package dev.claviger.kernel.caller;

import java.util.Map;
import java.util.TreeMap;

/**
 * The job that logged in, as GitLab vouched for it (gitlab.md 1.3): issuer, project, pipeline, job, ref, commit, environment …
 *
 * <p>Auth-service writes it into the access token, every event copies it, nobody looks it up later. Empty for callers that are not jobs.
 */
public record Provenance(Map<String, String> facts) {
    public static final Provenance NONE = new Provenance(Map.of());

    public Provenance {
        facts = Map.copyOf(facts);
    }

    public boolean isEmpty() {
        return facts.isEmpty();
    }

    /** In a stable order, for serialisation. */
    public Map<String, String> sorted() {
        return new TreeMap<>(facts);
    }
}
