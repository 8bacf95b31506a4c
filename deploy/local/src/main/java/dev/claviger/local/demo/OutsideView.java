package dev.claviger.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import dev.claviger.local.client.FirstUser;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ProofCheck;
import dev.claviger.verifier.ProvenEntry;
import dev.claviger.verifier.ServedLog;
import dev.claviger.verifier.VerifierKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The verifiable log as somebody sees it who trusts nothing but its public key. */
final class OutsideView {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String url;
    private final Optional<String> token;
    private final Clock clock;
    private final VerifierKey key;
    private final String path;

    OutsideView(String url, ApiClient nobody, FirstUser first, Clock clock) {
        JsonNode log = nobody.get("/api/x/logs/" + first.organizationId(), Map.of())
                .orThrow()
                .path("logs")
                .path(0);
        this.url = url;
        this.token = Optional.of(first.token());
        this.clock = clock;
        this.key = VerifierKey.parse(log.path("verifierKey").asText());
        this.path = log.path("path").asText();
    }

    /** The entry of an event, proved; empty when patience ends before the log has signed it. */
    Optional<ProvenEntry> prove(String eventId) {
        Instant giveUp = clock.instant().plus(PATIENCE);
        try (ServedLog proofs = at("/api/x/logs/proofs")) {
            Optional<byte[]> proof = proofs.read(eventId);
            while (proof.isEmpty() && clock.instant().isBefore(giveUp)) {
                LockSupport.parkNanos(POLL.toNanos());
                proof = proofs.read(eventId);
            }
            return proof.map(bytes -> new ProofCheck(key).check(new String(bytes, UTF_8)));
        }
    }

    /** The whole log, derived anew. */
    LogReport check() {
        try (ServedLog log = at(path)) {
            return new LogCheck(log, key, List.of(), Optional.empty()).run();
        }
    }

    private ServedLog at(String below) {
        return new ServedLog(URI.create(url + below), token, true);
    }
}
