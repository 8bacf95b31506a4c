package dev.claviger.vault.subscription;

import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.secret.Safe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of subscriptions have in common: a safe, and listeners that are closed in the end. */
abstract class Subscribing {
    static final String ROUTE = "/api/v1/events/subscribe/project-events";
    static final Duration SOON = Duration.ofSeconds(20);
    static final Rule FOLLOW = Rule.allow(
            "secret-events",
            "subscribe-on-created",
            "subscribe-on-updated",
            "subscribe-on-deleted",
            "subscribe-on-import-mutations");

    final List<Listener> open = new ArrayList<>();
    Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/app/db");
    }

    @AfterEach
    void hangUp() {
        open.forEach(Listener::close);
    }

    int streams() {
        return safe.count("SELECT count(*) FROM event_stream WHERE project_id = ?", safe.projectId);
    }

    Listener listen(String token, List<? extends Map<String, ?>> register) {
        Listener listener = Listener.subscribe(token, body(register));
        open.add(listener);
        return listener;
    }

    Map<String, Object> body(List<? extends Map<String, ?>> register) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectId", safe.projectId);
        body.put("register", register);
        return body;
    }

    /** As the proxy registers: all kinds, everywhere. */
    static List<Map<String, Object>> all() {
        return Stream.of("secret:create", "secret:update", "secret:delete", "secret:import-mutation")
                .<Map<String, Object>>map(event -> Map.of("event", event))
                .toList();
    }

    void createMany(String place, String prefix, int count) {
        List<Map<String, String>> secrets = IntStream.range(0, count)
                .mapToObj(number -> Map.of("secretKey", prefix + number, "secretValue", "v"))
                .toList();
        safe.asAdmin()
                .body(safe.body(place, Map.of("secrets", secrets)))
                .post("/api/v4/secrets/batch")
                .then()
                .statusCode(200);
    }
}
