package dev.claviger.vault.accessapproval;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request gives, and what cannot be asked for. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class AccessRequestTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void secrets() {
        desk.safe.folder("dev:/app/web").folder("dev:/other");
        for (String place : List.of("dev:/app", "dev:/app/web", "dev:/other", "prod:/")) {
            desk.safe.secret(place, "KEY", "value of " + place);
        }
    }

    @Test
    void anApprovedRequest_givesWhatWasAskedFor_andNoMore() {
        var _ = desk.policy("dev:/app/**", Map.of());
        String id = valueAt(
                desk.asks(desk.asker, Desk.reading("dev:/app"), Map.of("note", "ticket 4711"))
                        .then()
                        .statusCode(200)
                        .body(at("approval.status", equalTo("pending")))
                        .body(at("approval.environmentName", equalTo("dev")))
                        .body(at("approval.isTemporary", equalTo(false)))
                        .body(at("approval.privilege", nullValue()))
                        .body(at(
                                "approval.requestedByUser.userId",
                                equalTo(desk.asker.id().toString())))
                        .body(at("approval.policy.secretPath", equalTo("/app/**")))
                        .extract(),
                "approval.id");
        assertThat(desk.read("dev:/app")).isEqualTo(403);

        desk.reviews(desk.ann, id, "approved")
                .then()
                .statusCode(200)
                .body(at("review.status", equalTo("approved")))
                .body(at("review.userId", equalTo(desk.ann.id().toString())));

        assertThat(desk.read("dev:/app")).isEqualTo(200);
        assertThat(desk.read("dev:/app/web")).isEqualTo(403);
        assertThat(desk.read("dev:/other")).isEqualTo(403);
        assertThat(desk.read("prod:/")).isEqualTo(403);
        desk.safe
                .reads(desk.asker.token(), "dev:/app")
                .get("/api/v4/secrets")
                .then()
                .statusCode(200);
        desk.list(desk.ann)
                .then()
                .statusCode(200)
                .body(at("requests[0].isApproved", equalTo(true)))
                .body(at("requests[0].note", equalTo("ticket 4711")))
                .body(at("requests[0].privilege.id", notNullValue()))
                .body(at("requests[0].reviewers[0].status", equalTo("approved")));
        assertThat(desk.safe.events("approval-request-create")).hasSize(1);
        assertThat(desk.safe.events("approval-request-review").getFirst().getString("data.metadata.privilegeId"))
                .isEqualTo(desk.safe
                        .events("create-user-project-additional-privilege")
                        .getFirst()
                        .getString("data.metadata.privilegeId"));
    }

    @Test
    void temporaryAccess_beginsWithTheApproval_andEnds() {
        var _ = desk.policy("dev:/app", Map.of("maxTimePeriod", "2h"));
        String id = valueAt(
                desk.asks(desk.asker, Desk.reading("dev:/app"), Map.of("isTemporary", true, "temporaryRange", "90m"))
                        .then()
                        .statusCode(200)
                        .body(at("approval.temporaryRange", equalTo("90m")))
                        .extract(),
                "approval.id");
        desk.reviews(desk.bob, id, "approved").then().statusCode(200);
        assertThat(desk.read("dev:/app")).isEqualTo(200);
        assertThat(desk.safe.count(
                        "SELECT count(*) FROM additional_privilege v JOIN membership m ON m.id = v.membership_id "
                                + "WHERE m.actor_id = ? AND temporary AND access_end = access_start + interval '90 minutes' "
                                + "AND access_start BETWEEN now() - interval '1 minute' AND now()",
                        desk.asker.id()))
                .isEqualTo(1);

        desk.safe.sql("UPDATE additional_privilege SET access_end = now() WHERE slug LIKE 'approved-%' "
                + "AND membership_id IN (SELECT id FROM membership WHERE project_id = '" + desk.safe.projectId + "')");
        desk.safe.bump();

        assertThat(desk.read("dev:/app")).isEqualTo(403);
    }

    @Test
    void T18_longerThanThePolicyGives_orForGood_isRefused() {
        String policy = desk.policy("dev:/app", Map.of("maxTimePeriod", "2h"));
        Map<String, Object> rule = Desk.reading("dev:/app");

        for (Map<String, Object> time : List.<Map<String, Object>>of(
                Map.of(), Map.of("isTemporary", false), Map.of("isTemporary", true, "temporaryRange", "121m"))) {
            desk.asks(desk.asker, rule, time).then().statusCode(400).body(at("message", containsString("at most 2h")));
        }
        desk.asks(desk.asker, rule, Map.of("isTemporary", true)).then().statusCode(422);
        String id = valueAt(
                desk.asks(desk.asker, rule, Map.of("isTemporary", true, "temporaryRange", "2h"))
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");
        desk.patch(policy, Map.of("maxTimePeriod", "1h"));
        desk.reviews(desk.ann, id, "approved").then().statusCode(400);
        assertThat(desk.privileges()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prod:/app",
                "dev:/other",
                "dev:/**",
                "dev:/app*",
                "dev:/app/{a,../../other}",
                "dev:/{app,other}/**",
                "d*:/app",
                "{{identity.username}}:/app"
            })
    void T18_otherFolders_areNotAskedFor(String place) {
        var _ = desk.policy("dev:/app/**", Map.of());

        assertThat(desk.asks(desk.asker, Desk.reading(place), Map.of()).statusCode())
                .isIn(400, 422);
        assertThat(desk.safe.events("approval-request-create").getFirst().getString("data.outcome"))
                .isEqualTo("error");
    }

    @Test
    void T18_otherRules_areNotAskedFor() {
        var _ = desk.policy("dev:/**", Map.of("environments", List.of("dev", "prod")));
        Map<String, Object> inDev = Map.of("environment", "dev", "secretPath", Map.of("$glob", "/app/**"));

        for (Map<String, Object> rule : List.<Map<String, Object>>of(
                Map.of("subject", "secrets", "action", List.of("read")),
                Map.of("subject", "secrets", "action", List.of("read"), "conditions", Map.of("environment", "dev")),
                Map.of(
                        "subject", "secrets",
                        "action", List.of("read"),
                        "conditions", Map.of("secretPath", Map.of("$glob", "/app/**"))),
                Map.of(
                        "subject", "secrets",
                        "action", List.of("read"),
                        "conditions",
                                Map.of(
                                        "environment", Map.of("$ne", "staging"),
                                        "secretPath", Map.of("$glob", "/app/**"))),
                Map.of(
                        "subject", "secrets",
                        "action", List.of("read"),
                        "conditions",
                                Map.of(
                                        "environment", Map.of("$in", List.of("dev", "prod")),
                                        "secretPath", Map.of("$glob", "/app/**"))),
                Map.of("subject", "secrets", "action", List.of("read"), "inverted", true, "conditions", inDev),
                Map.of("subject", "secret-syncs", "action", List.of("read"), "conditions", inDev),
                Map.of("subject", "member", "action", List.of("edit")),
                Map.of("subject", "role", "action", List.of("edit")),
                Map.of("subject", "secret-approval", "action", List.of("create")),
                Map.of("subject", "*", "action", List.of("*")))) {
            assertThat(desk.asks(desk.asker, rule, Map.of()).statusCode())
                    .as(rule.toString())
                    .isIn(400, 422);
        }
        desk.asker
                .sends(Map.of("permissions", List.of()))
                .queryParam("projectSlug", desk.safe.slug)
                .post(Desk.REQUESTS)
                .then()
                .statusCode(422);
        desk.asks(desk.asker, Map.of("subject", "secrets", "action", "read", "conditions", inDev), Map.of())
                .then()
                .statusCode(200);
    }

    @Test
    void T18_aNarrowerPolicy_keepsItsFolders() {
        var _ = desk.policy("dev:/**", Map.of());
        String waiting = desk.asks("dev:/app/**");
        var _ = desk.policy("dev:/app/web", Map.of("approvers", List.of(Desk.named(desk.chief))));

        desk.asks(desk.asker, Desk.reading("dev:/app/**"), Map.of())
                .then()
                .statusCode(400)
                .body(at("message", containsString("by themselves")));
        desk.reviews(desk.ann, waiting, "approved").then().statusCode(400);
        assertThat(desk.privileges()).isZero();
        String web = desk.asks("dev:/app/web");
        desk.reviews(desk.ann, web, "approved").then().statusCode(403);
        desk.reviews(desk.chief, web, "approved").then().statusCode(200);
        desk.reviews(desk.ann, desk.asks("dev:/app"), "approved").then().statusCode(200);
    }

    @Test
    void whoIsNoMemberByName_asksForNothing() {
        var _ = desk.policy("dev:/app", Map.of());
        Person stranger = People.user(desk.safe.orgId, "stranger@example.org");

        desk.asks(stranger, Desk.reading("dev:/app"), Map.of()).then().statusCode(403);
        desk.list(stranger).then().statusCode(403);
        desk.safe
                .asAdmin()
                .body(Map.of("permissions", List.of(Desk.reading("dev:/app"))))
                .queryParam("projectSlug", desk.safe.slug)
                .post(Desk.REQUESTS)
                .then()
                .statusCode(403)
                .body(at("message", containsString("for people")));
        String id = desk.asks("dev:/app");
        desk.safe.sql("DELETE FROM membership WHERE actor_id = ?", desk.asker.id());
        desk.safe.bump();
        desk.reviews(desk.ann, id, "approved").then().statusCode(404);
        assertThat(desk.privileges()).isZero();
    }

    @Test
    void members_seeTheirOwnRequests_andReadersAll() {
        var _ = desk.policy("dev:/app", Map.of());
        Person other = desk.person("other", "no-access");
        String mine = desk.asks("dev:/app");
        desk.asks(other, Desk.reading("dev:/app"), Map.of()).then().statusCode(200);

        desk.list(desk.asker).then().statusCode(200).body(at("requests.id", equalTo(List.of(mine))));
        desk.list(desk.bob).then().statusCode(200).body(at("requests", hasSize(2)));
        desk.asker
                .calls()
                .queryParam("projectSlug", desk.safe.slug)
                .queryParam("authorUserId", other.id())
                .get(Desk.REQUESTS)
                .then()
                .body(at("requests.id", equalTo(List.of(mine))));
        desk.bob
                .calls()
                .queryParam("projectSlug", desk.safe.slug)
                .queryParam("authorUserId", other.id())
                .queryParam("envSlug", "prod")
                .get(Desk.REQUESTS)
                .then()
                .body(at("requests", hasSize(0)));
        desk.reviews(desk.ann, mine, "rejected").then().statusCode(200);
        counts(desk.bob, 1, 1);
        counts(desk.asker, 0, 1);
        assertThat(desk.read("dev:/app")).isEqualTo(403);
        assertThat(desk.safe.events("approval-request-list")).isNotEmpty();
    }

    private void counts(Person reader, int pending, int finalized) {
        reader.calls()
                .queryParam("projectSlug", desk.safe.slug)
                .get(Desk.REQUESTS + "/count")
                .then()
                .statusCode(200)
                .body(at("pendingCount", equalTo(pending)))
                .body(at("finalizedCount", equalTo(finalized)));
    }

    @Test
    void onePerson_hasSoManyOpenRequests() {
        var _ = desk.policy("dev:/**", Map.of());
        for (int number = 0; number < 20; number++) {
            var _ = desk.asks("dev:/app/" + number);
        }

        desk.asks(desk.asker, Desk.reading("dev:/app"), Map.of())
                .then()
                .statusCode(400)
                .body(at("message", containsString("20 of your requests")));
        desk.asks(desk.person("other", "viewer"), Desk.reading("dev:/app"), Map.of())
                .then()
                .statusCode(200);
    }

    @Test
    void T16_anotherOrganisation_asksAndReviewsNothing() {
        var _ = desk.policy("dev:/app", Map.of());
        String id = desk.asks("dev:/app");
        Desk other = new Desk();

        other.reviews(other.chief, id, "approved").then().statusCode(404);
        other.chief
                .calls()
                .queryParam("projectSlug", desk.safe.slug)
                .get(Desk.REQUESTS)
                .then()
                .statusCode(404);
        Map<String, Object> body = new HashMap<>(Map.of("permissions", List.of(Desk.reading("dev:/app"))));
        other.chief
                .sends(body)
                .queryParam("projectSlug", desk.safe.slug)
                .post(Desk.REQUESTS)
                .then()
                .statusCode(404);
        other.reviews(other.chief, UUID.randomUUID().toString(), "approved")
                .then()
                .statusCode(404);
        other.reviews(other.chief, "x", "approved").then().statusCode(404);
    }
}
