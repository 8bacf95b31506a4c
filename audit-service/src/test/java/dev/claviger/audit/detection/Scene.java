package dev.claviger.audit.detection;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.testkit.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Something that happens in an organisation of its own, for rules to notice. */
public final class Scene implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    public final Jobs jobs = new Jobs();
    public final String lena =
            TestTokens.admin(jobs.org).identityId(UUID.randomUUID()).make();
    public final String mona =
            TestTokens.admin(jobs.org).identityId(UUID.randomUUID()).make();
    public final UUID identity = jobs.identity;

    @Override
    public void close() {
        jobs.close();
    }

    AccessEvent at(Instant time, String name, String address, Map<String, String> provenance) {
        Origin origin = new Origin(Feed.IDS.next().toString(), address, "cli", "GET /");
        Actor actor = new Actor("identity", identity.toString(), "shop-deploy", "oidc-auth", "");
        return AccessEvent.begin(Feed.IDS.next(), time, name, origin)
                .by(actor, jobs.org, new Provenance(provenance))
                .in(jobs.project, "prod", "/app");
    }

    public AccessEvent now(String name) {
        return at(Clock.systemUTC().instant(), name, "198.51.100.7", Map.of());
    }

    AccessEvent by(UUID somebody, String name) {
        AccessEvent event = now(name);
        return event.by(
                new Actor("identity", somebody.toString(), "other", "oidc-auth", ""), jobs.org, event.provenance());
    }

    AccessEvent from(String address) {
        return at(Clock.systemUTC().instant(), "get-secret", address, Map.of());
    }

    AccessEvent ago(int days, String address) {
        return at(Clock.systemUTC().instant().minus(Duration.ofDays(days)), "get-secret", address, Map.of());
    }

    public AccessEvent read(int secrets) {
        return now("get-secrets")
                .about(java.util.stream.IntStream.range(0, secrets)
                        .mapToObj(each -> Jobs.secret(UUID.randomUUID(), "K" + each, 1))
                        .toList());
    }

    /** Sends them and waits until the rules have looked at everything. */
    public void happens(List<AccessEvent> events) {
        jobs.record(events.toArray(AccessEvent[]::new));
        settled();
    }

    public void settled() {
        await("rules")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> Rows.find(
                                        "SELECT 1 FROM detection_cursor c JOIN log_state l USING (org) WHERE org = ?"
                                                + " AND next_index = size AND size > 0",
                                        jobs.org.toString())
                                .size()
                        == 1);
    }

    /** The subjects of the alerts of a rule. */
    public List<String> alerts(String rule) {
        return as(lena).queryParam("rule", rule)
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.subject");
    }

    public String alert(String rule) {
        return as(lena).queryParam("rule", rule).get("/api/x/alerts").path("alerts[0].id");
    }

    public static RequestSpecification as(String token) {
        return given().auth().oauth2(token).contentType(ContentType.JSON);
    }
}
