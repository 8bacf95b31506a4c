package dev.claviger.audit.retention;

import static io.restassured.RestAssured.given;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.arc.Arc;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A log whose administrator looks after what is kept. */
final class KeptLog {
    final VerifiableLog log = new VerifiableLog();

    /** Of a second administrator. */
    final String second =
            TestTokens.admin(log.org).identityId(UUID.randomUUID()).make();

    @CanIgnoreReturnValue
    List<AccessEvent> grow(int events) {
        return log.grow(events);
    }

    /** Lets all entries so far have been received in this month of 2026, under the class of 90 days. */
    void receivedIn(int month) {
        receivedIn(month, "true");
    }

    /** As {@link #receivedIn(int)}, only for the entries that meet a condition on {@code idx}. */
    void receivedIn(int month, String which) {
        String first = "2026-%02d-01".formatted(month);
        // one by one, for readers lock the two tables in another order
        List.of("trail_d90", "trail_secret_d90")
                .forEach(table ->
                        asOwner("SET timezone = 'UTC'; SELECT make_month('%s', '%s')".formatted(table, first)));
        Rows.unguarded(
                "UPDATE trail SET class = 'd90', received_at = '%1$s'::timestamptz + interval '15 days' WHERE org = '%2$s' AND %3$s;"
                                .formatted(first, log.org, which)
                        + "UPDATE trail_secret SET class = 'd90', received_at = '%1$s'::timestamptz + interval '15 days' WHERE org = '%2$s' AND %3$s;"
                                .formatted(first, log.org, which)
                        + "UPDATE shard SET opened_at = '%1$s' WHERE org = '%2$s'".formatted(first, log.org));
    }

    private static void asOwner(String sql) {
        try (Connection owner = RealEngines.connectAsOwner("audit");
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static void purge() {
        Arc.container().instance(Purges.class).get().purge().await().atMost(Duration.ofSeconds(20));
    }

    @CanIgnoreReturnValue
    ValidatableResponse post(String path, Map<String, ?> body) {
        return post(log.token, path, body);
    }

    @CanIgnoreReturnValue
    ValidatableResponse post(String token, String path, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post("/api/x/retention" + path)
                .then();
    }

    /** Holds what somebody did; returns the id of the hold. */
    @CanIgnoreReturnValue
    String hold(AccessEvent deed) {
        return post(
                        "/holds",
                        Map.of("reason", "case 4711", "actorId", deed.actor().id()))
                .statusCode(200)
                .extract()
                .path("id");
    }

    /** As both administrators want it. */
    @CanIgnoreReturnValue
    ValidatableResponse put(Map<String, ?> body) {
        put(log.token, body);
        return put(second, body);
    }

    /** As both administrators want it. */
    @CanIgnoreReturnValue
    ValidatableResponse lift(String hold, String reason) {
        post("/holds/" + hold + "/lift", Map.of("reason", reason)).statusCode(200);
        return post(second, "/holds/" + hold + "/lift", Map.of("reason", reason));
    }

    @CanIgnoreReturnValue
    ValidatableResponse put(String token, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .put("/api/x/retention")
                .then();
    }

    @CanIgnoreReturnValue
    ValidatableResponse get(String path) {
        return given().auth().oauth2(log.token).get("/api/x/retention" + path).then();
    }

    /** What the server answers about leaves. */
    @CanIgnoreReturnValue
    ValidatableResponse verify(long from, long to) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("shard", log.shard(), "from", from, "to", to))
                .post("/api/x/logs/verify")
                .then()
                .statusCode(200);
    }

    /** Waits until everything is signed that is in the trail now. */
    void awaitAllSigned() {
        log.awaitSigned((Long) Rows.find("SELECT size FROM log_state WHERE org = ?", log.org.toString())
                .getFirst());
    }

    long count(String from) {
        return (Long) Rows.find("SELECT count(*) FROM " + from + " AND org = ?", log.org.toString())
                .getFirst();
    }
}
