package dev.claviger.audit.notice;

import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.detection.Scene;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Destinations of one organisation, through the door that its administrators use. */
final class Told {
    static final String ROUTE = "/api/x/alerts/destinations";
    static final Duration SOON = Duration.ofSeconds(20);

    private final String administrator;

    Told(String administrator) {
        this.administrator = administrator;
    }

    /** The id of a new one. */
    @CanIgnoreReturnValue
    String to(String kind, Map<String, String> settings, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("kind", kind);
        body.put("name", "on call");
        body.put("settings", settings);
        return Scene.as(administrator)
                .body(body)
                .post(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    JsonPath show(String id) {
        return Scene.as(administrator)
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @CanIgnoreReturnValue
    JsonPath awaitHealth(String id, Predicate<JsonPath> wanted) {
        await("health of a destination").atMost(SOON).until(() -> wanted.test(show(id)));
        return show(id);
    }

    void move(String alert, String state) {
        Scene.as(administrator)
                .body(Map.of("state", state, "note", "my-secret-note"))
                .patch("/api/x/alerts/" + alert)
                .then()
                .statusCode(200);
    }
}
