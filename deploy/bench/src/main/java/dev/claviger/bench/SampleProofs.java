package dev.claviger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ProofCheck;
import dev.claviger.verifier.ProvenEntry;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Whether a log is what it has signed, by the verifier that auditors use, which shares nothing with the service that wrote it. */
final class SampleProofs {
    private final String url;
    private final String token;
    private final String path;
    private final VerifierKey key;

    SampleProofs(String url, String token, String organization) {
        this.url = url;
        this.token = token;
        JsonNode newest = ApiClient.of(url)
                .get("/api/x/logs/" + organization, Map.of())
                .orThrow()
                .path("logs")
                .path(0);
        this.path = newest.path("path").asText();
        this.key = VerifierKey.parse(newest.path("verifierKey").asText());
    }

    /** How many of these events are proved to be in it, with what they say. */
    long holding(List<UUID> events) {
        return events.stream().filter(this::holds).count();
    }

    private boolean holds(UUID event) {
        try {
            ProvenEntry entry = new ProofCheck(key).check(proof(event));
            return entry.eventId().equals(event.toString()) && entry.event().contains(event.toString());
        } catch (LogRefused refused) {
            return false;
        }
    }

    private String proof(UUID event) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/x/logs/proofs/" + event))
                .header("Authorization", "Bearer " + token)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Whether every entry gives the root that is signed, and every payload is what its leaf commits to. */
    boolean holdsWhole() {
        try (ServedLog served = new ServedLog(URI.create(url + path), Optional.of(token), true)) {
            LogReport report = new LogCheck(served, key, List.of(), Optional.empty()).run();
            return report.isSound() && report.payloads().verified() > 0;
        } catch (LogRefused refused) {
            return false;
        }
    }
}
