package dev.claviger.audit.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.verifier.LogReport;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the trail says of a person becomes unreadable, and the log still holds. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ErasureTest {
    private final KeptLog kept = new KeptLog();

    @Test
    void erasedIdentity_isUnreadable_andItsLeavesStay() {
        List<AccessEvent> events = kept.grow(3);
        String actor = events.get(1).actor().id();

        kept.post("/erasures", Map.of("actorId", actor, "reason", "asked on 1 November"))
                .statusCode(200)
                .body("erased", equalTo(1))
                .body("held", equalTo(0));

        kept.verify(0, 2)
                .body("verdicts.answer", contains("verified", "payload erased by policy", "verified"))
                .body("verdicts[1].purge.kind", equalTo("erasure"));
        assertThat(kept.count("trail WHERE idx = 1")).isZero();
        assertThat(kept.count("trail_secret WHERE idx = 1")).isZero();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> kept.count("trail WHERE name = 'audit-identity-erased'") == 1);
        assertThat(kept.count("trail WHERE name <> 'audit-identity-erased' AND position('" + actor
                        + "' IN convert_from(event, 'UTF8')) > 0"))
                .isZero();
        kept.awaitAllSigned();
        LogReport report = kept.log.verify(Optional.empty());
        assertThat(report.isSound()).isTrue();
        assertThat(report.payloads().erased()).isEqualTo(1);
        String admin = kept.get("/purges").statusCode(200).extract().path("purges[0].by");
        assertThat(report.payloads().purges().getFirst().by()).isEqualTo(admin);
        assertThat(UUID.fromString(admin)).isNotNull();
    }

    /** What is gone cannot be told; an answer that hides that would clear the wrong people. */
    @Test
    void answersAboutTheTimeOfAnErasure_sayThatTheyAreNotWhole() {
        List<AccessEvent> events = kept.grow(2);
        given().auth()
                .oauth2(kept.log.token)
                .get("/api/x/provenance?actor=" + UUID.randomUUID())
                .then()
                .statusCode(200)
                .body("complete", equalTo(true))
                .body("missing", empty());
        kept.post("/erasures", Map.of("actorId", events.getFirst().actor().id(), "reason", "asked"))
                .statusCode(200)
                .body("erased", equalTo(1));

        for (String question : List.of(
                "/api/x/provenance?actor=" + UUID.randomUUID(),
                "/api/x/provenance/holders?secretId=" + UUID.randomUUID())) {
            given().auth()
                    .oauth2(kept.log.token)
                    .get(question)
                    .then()
                    .statusCode(200)
                    .body("complete", equalTo(false))
                    .body("missing[0]", containsString("erased"));
            given().auth()
                    .oauth2(kept.log.token)
                    .get(question + "&startDate=2026-01-01T00:00:00Z&endDate=2026-01-02T00:00:00Z")
                    .then()
                    .statusCode(200)
                    .body("complete", equalTo(true));
        }
    }

    @Test
    void heldEntries_surviveAnErasure() {
        List<AccessEvent> events = kept.grow(2);
        kept.post("/holds", Map.of("reason", "case 4711", "until", "2199-01-01T00:00:00Z"))
                .statusCode(200);

        kept.post("/erasures", Map.of("actorId", events.getFirst().actor().id(), "reason", "asked"))
                .statusCode(200)
                .body("erased", equalTo(0))
                .body("held", equalTo(1));

        kept.verify(0, 1).body("verdicts.answer", everyItem(equalTo("verified")));
    }

    @Test
    void erasedPerson_isGoneFromSavedViews_andOthersStay() {
        UUID person = UUID.randomUUID();
        String theirs = TestTokens.admin(kept.log.org).identityId(person).make();
        save(theirs, "mine", Map.of("outcome", "denied"));
        save(kept.log.token, "about them", Map.of("actor", person.toString()));
        save(kept.log.token, "about all", Map.of("outcome", "denied"));
        KeptLog other = new KeptLog();
        save(other.log.token, "elsewhere", Map.of("actor", person.toString()));

        kept.post("/erasures", Map.of("actorId", person.toString(), "reason", "asked"))
                .statusCode(200)
                .body("views", equalTo(2));

        assertThat(Rows.find("SELECT name FROM saved_view WHERE org = ?", kept.log.org))
                .containsExactly("about all");
        assertThat(Rows.find("SELECT name FROM saved_view WHERE org = ?", other.log.org))
                .containsExactly("elsewhere");
    }

    private static void save(String token, String name, Map<String, String> filters) {
        given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of("name", name, "filters", filters, "sharedWith", "organization"))
                .post("/api/x/audit-logs/views")
                .then()
                .statusCode(200);
    }

    @Test
    void T16_anotherOrganisation_reachesNothing() {
        List<AccessEvent> events = kept.grow(1);
        String hold =
                kept.post("/holds", Map.of("reason", "case 4711")).extract().path("id");
        KeptLog other = new KeptLog();

        other.post("/erasures", Map.of("actorId", events.getFirst().actor().id(), "reason", "theirs"))
                .statusCode(200)
                .body("erased", equalTo(0))
                .body("held", equalTo(0));
        other.post("/holds/" + hold + "/lift", Map.of("reason", "theirs")).statusCode(404);
        other.get("/holds").statusCode(200).body("holds", hasSize(0));

        kept.verify(0, 0).body("verdicts.answer", contains("verified"));
    }

    @Test
    void hold_isListed_andLiftedOnce() {
        String project = UUID.randomUUID().toString();
        String hold = kept.post("/holds", Map.of("reason", "case 4711", "projectId", project))
                .statusCode(200)
                .body("projectId", equalTo(project))
                .extract()
                .path("id");

        kept.lift(hold, "settled").statusCode(200).body("liftReason", equalTo("settled"));
        kept.post("/holds/" + hold + "/lift", Map.of("reason", "again")).statusCode(400);

        kept.get("/holds").statusCode(200).body("holds", hasSize(1)).body("holds[0].liftReason", equalTo("settled"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> kept.count("trail WHERE name IN ('legal-hold-set', 'legal-hold-lifted')") == 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/holds", "/purges"})
    void T14_members_mayNotLook_andTheRefusalIsRecorded(String path) {
        given().auth()
                .oauth2(TestTokens.identity()
                        .orgId(kept.log.org)
                        .orgRole("member")
                        .make())
                .get("/api/x/retention" + path)
                .then()
                .statusCode(403);

        await().atMost(Duration.ofSeconds(20)).until(() -> kept.count("trail WHERE outcome = 'denied'") == 1);
    }

    @Test
    void T14_members_mayNotChangeAnything() {
        String member =
                TestTokens.identity().orgId(kept.log.org).orgRole("member").make();
        Map<String, String> body =
                Map.of("reason", "because", "actorId", UUID.randomUUID().toString());

        for (String path : List.of(
                "/holds",
                "/holds/" + UUID.randomUUID() + "/lift",
                "/holds/" + UUID.randomUUID() + "/keep",
                "/erasures")) {
            given().auth()
                    .oauth2(member)
                    .contentType("application/json")
                    .body(body)
                    .post("/api/x/retention" + path)
                    .then()
                    .statusCode(403);
        }
        given().auth()
                .oauth2(member)
                .contentType("application/json")
                .body("{}")
                .put("/api/x/retention")
                .then()
                .statusCode(403);

        await().atMost(Duration.ofSeconds(20)).until(() -> kept.count("trail WHERE outcome = 'denied'") == 5);
        assertThat(Rows.find("SELECT 1 FROM legal_hold WHERE org = ?", kept.log.org.toString()))
                .isEmpty();
    }

    @Test
    void nonsense_isRefused() {
        kept.post("/holds", Map.of()).statusCode(422);
        kept.post("/holds", Map.of("reason", "x", "since", "yesterday")).statusCode(422);
        kept.post("/holds", Map.of("reason", "x", "since", "+999999999-01-01T00:00:00Z"))
                .statusCode(422);
        kept.post("/holds", Map.of("reason", "x", "since", "2026-02-01T00:00:00Z", "until", "2026-01-01T00:00:00Z"))
                .statusCode(422);
        kept.post("/holds/nonsense/lift", Map.of("reason", "x")).statusCode(422);
        kept.post("/erasures", Map.of("actorId", "nonsense", "reason", "x")).statusCode(422);
        kept.post("/erasures", Map.of("actorId", UUID.randomUUID().toString())).statusCode(422);
        kept.put(Map.of("defaultClass", "hold")).statusCode(422);
        kept.put(Map.of("eventTypes", Map.of("get-secret", "for ever"))).statusCode(422);
        kept.put(Map.of("eventTypes", Map.of("*", "d90"))).statusCode(422);
        kept.get("/purges?before=x").statusCode(422);
    }
}
