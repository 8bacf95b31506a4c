package dev.claviger.audit.query;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class AuditLogResourceTest {
    private static final String LOGS = "/api/v1/organization/audit-logs";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static Feed feed;

    private final UUID org = UUID.randomUUID();
    private final String token = TestTokens.admin(org).make();

    @BeforeAll
    static void open() {
        feed = new Feed();
    }

    @AfterAll
    static void close() {
        feed.close();
    }

    @Test
    void entry_hasTheShapeThatClientsKnow_andOurs() {
        // given
        UUID secret = UUID.randomUUID();
        AccessEvent read = recorded(Feed.read(org, secret, "DB_PASSWORD"));

        // when
        ValidatableResponse answer = find(Map.of("eventType", "get-secret"));

        // then
        answer.body(at("auditLogs", hasSize(1)));
        assertThat(answer.extract().<Map<String, Object>>path("auditLogs[0]").keySet())
                .containsExactly(
                        "id",
                        "createdAt",
                        "updatedAt",
                        "expiresAt",
                        "orgId",
                        "projectId",
                        "projectName",
                        "ipAddress",
                        "userAgent",
                        "userAgentType",
                        "actor",
                        "event",
                        "outcome",
                        "reason",
                        "provenance",
                        "secrets",
                        "requestId",
                        "index");
        answer.body(at("auditLogs[0].id", equalTo(read.id().toString())))
                .body(at("auditLogs[0].orgId", equalTo(org.toString())))
                .body(at(
                        "auditLogs[0].projectId",
                        equalTo(String.valueOf(read.place().projectId()))))
                .body(at("auditLogs[0].projectName", nullValue()))
                .body(at("auditLogs[0].ipAddress", equalTo("198.51.100.7")))
                .body(at("auditLogs[0].userAgent", equalTo("cli")))
                .body(at("auditLogs[0].userAgentType", equalTo("cli")))
                .body(at("auditLogs[0].actor.type", equalTo("identity")))
                .body(at(
                        "auditLogs[0].actor.metadata.identityId",
                        equalTo(read.actor().id())))
                .body(at("auditLogs[0].actor.metadata.name", equalTo("shop-deploy")))
                .body(at("auditLogs[0].event.type", equalTo("get-secret")))
                .body(at("auditLogs[0].event.metadata.environment", equalTo("prod")))
                .body(at("auditLogs[0].event.metadata.secretPath", equalTo("/app")))
                .body(at("auditLogs[0].event.metadata.secretId", equalTo(secret.toString())))
                .body(at("auditLogs[0].event.metadata.secretKey", equalTo("DB_PASSWORD")))
                .body(at("auditLogs[0].event.metadata.secretVersion", is(3)))
                .body(at("auditLogs[0].outcome", equalTo("success")))
                .body(at("auditLogs[0].reason", nullValue()))
                .body(at("auditLogs[0].provenance.pipelineId", equalTo("9001")))
                .body(at("auditLogs[0].provenance.jobId", equalTo("88123")))
                .body(at("auditLogs[0].provenance.refProtected", equalTo("true")))
                .body(at("auditLogs[0].secrets.id", contains(secret.toString())))
                .body(at("auditLogs[0].secrets[0].version", is(3)))
                .body(at("auditLogs[0].secrets[0].secretPath", equalTo("/app")))
                .body(at("auditLogs[0].requestId", equalTo(read.origin().requestId())))
                .body(at("auditLogs[0].index", is(0)));
        assertThat(answer.extract().<String>path("auditLogs[0].createdAt"))
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
    }

    @Test
    void refusal_saysWhy() {
        recorded(Feed.read(org)
                .named("login-identity-oidc-auth")
                .denied("claim ref_protected: expected true, received false"));
        recorded(Feed.read(org));

        find(Map.of("outcome", "denied"))
                .body(at("auditLogs.event.type", contains("login-identity-oidc-auth")))
                .body(at("auditLogs[0].reason", equalTo("claim ref_protected: expected true, received false")));
    }

    @Test
    void actor_hasTheFieldsOfItsType() {
        UUID user = UUID.randomUUID();
        recorded(Feed.begin("user-login")
                .by(new Actor("user", user.toString(), "mona@example.com", "email", ""), org, Provenance.NONE));
        recorded(Feed.begin("authenticate").by(Actor.UNKNOWN, org, Provenance.NONE));

        find(Map.of("eventType", "user-login"))
                .body(at("auditLogs[0].actor.metadata.userId", equalTo(user.toString())))
                .body(at("auditLogs[0].actor.metadata.email", equalTo("mona@example.com")))
                .body(at("auditLogs[0].actor.metadata.username", equalTo("mona@example.com")));
        find(Map.of("actorType", "unknownUser"))
                .body(at("auditLogs[0].actor.metadata", equalTo(Map.of())))
                .body(at("auditLogs[0].provenance", equalTo(Map.of())));
    }

    @Test
    void entries_comeNewestFirst_inPages() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            newestFirst.addFirst(feed.send(Feed.read(org)).id().toString());
        }
        await().atMost(SOON).until(() -> Rows.log(org).size() >= 25);

        Map<String, String> reads = Map.of("eventType", "get-secret");
        find(reads).body(at("auditLogs.id", equalTo(newestFirst.subList(0, 20))));
        find(with(reads, "offset", "20")).body(at("auditLogs.id", equalTo(newestFirst.subList(20, 25))));
        find(with(reads, "limit", "3")).body(at("auditLogs.id", equalTo(newestFirst.subList(0, 3))));
        find(with(reads, "limit", "1000")).body(at("auditLogs", hasSize(25)));
        find(with(reads, "offset", "25")).body(at("auditLogs", empty()));
    }

    @Test
    void eachFilter_leavesTheOneEntry() {
        AccessEvent wanted = recorded(wanted());
        recorded(Feed.read(org));

        assertOnly(wanted, "projectId", String.valueOf(wanted.place().projectId()));
        assertOnly(wanted, "environment", "staging");
        assertOnly(wanted, "secretPath", "/batch");
        assertOnly(wanted, "secretKey", "API_KEY");
        assertOnly(wanted, "actorType", "user");
        assertOnly(wanted, "actor", wanted.actor().id());
        assertOnly(wanted, "eventType", "create-secret,update-secret");
        assertOnly(wanted, "userAgentType", "terraform");
        assertOnly(wanted, "eventMetadata", "approvedBy=lena,attempt=2");
        assertOnly(wanted, "outcome", "error");
        assertOnly(wanted, "pipelineId", "77");
        assertOnly(wanted, "jobId", "770");
        assertOnly(wanted, "secretId", wanted.secrets().getFirst().id().toString());
        assertOnly(wanted, "requestId", wanted.origin().requestId());
    }

    @Test
    void filters_areAllMeant() {
        recorded(wanted());

        find(Map.of("pipelineId", "77", "jobId", "771")).body(at("auditLogs", empty()));
        find(Map.of("secretKey", "API_KEY", "environment", "prod")).body(at("auditLogs", empty()));
        find(Map.of("secretKey", "API_KEY", "environment", "staging", "secretPath", "/batch"))
                .body(at("auditLogs", hasSize(1)));
    }

    @Test
    void emptyFilters_areNone() {
        recorded(Feed.read(org));

        find(Map.of("eventType", "get-secret", "projectId", "", "actor", "", "startDate", "", "limit", ""))
                .body(at("auditLogs", hasSize(1)));
    }

    @Test
    void anImportedSecret_isFoundWhereItLies() {
        SecretRef imported = new SecretRef(UUID.randomUUID(), "TLS_KEY", 1, "shared", "/tls");
        AccessEvent list = recorded(Feed.read(org).named("get-secrets").about(List.of(imported)));

        find(Map.of("environment", "shared", "secretPath", "/tls"))
                .body(at("auditLogs.id", contains(list.id().toString())));
        find(Map.of("environment", "prod", "secretPath", "/app"))
                .body(at("auditLogs.id", contains(list.id().toString())));
        find(Map.of("environment", "shared", "secretPath", "/app")).body(at("auditLogs", empty()));
    }

    @Test
    void time_isAFilter_withBothEndsIncluded() {
        AccessEvent read = recorded(Feed.read(org));
        Instant when = read.time();

        find(Map.of("startDate", when.toString(), "endDate", when.toString())).body(at("auditLogs", hasSize(1)));
        find(Map.of("endDate", when.minusMillis(1).toString())).body(at("auditLogs", empty()));
        find(Map.of("startDate", when.minus(Duration.ofDays(90)).toString()))
                .body(at("auditLogs.id", everyItem(notNullValue())))
                .body("auditLogs.findAll { it.event.type == 'get-secret' }", hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eventType|get-secret,made-up",
                "actorType|robot",
                "userAgentType|netscape",
                "outcome|maybe",
                "limit|1001",
                "limit|0",
                "limit|ten",
                "offset|-1",
                "offset|1000001",
                "startDate|yesterday",
                "startDate|2026-01-01T00:00:00Z",
                "endDate|-999999999-01-02T00:00:00Z",
                "startDate|-999999999-01-02T00:00:00Z",
                "endDate|%2B999999999-12-31T00:00:00Z",
                "endDate|0000-12-31",
                "endDate|2026-13-01T00:00:00Z",
                "secretId|DB_PASSWORD",
                "eventMetadata|novalue",
                "actor|a%00b"
            })
    void wrongQuery_isRefusedWithItsField(String field, String value) {
        given().auth()
                .oauth2(token)
                .urlEncodingEnabled(false)
                .get(LOGS + "?" + field + "=" + value)
                .then()
                .statusCode(422)
                .body(at("error", equalTo("ValidationFailure")))
                .body(at("message", everyItem(hasKey("path"))));
    }

    @Test
    void range_mayBeThreeMonths_andNoLonger() {
        find(Map.of("startDate", "2026-02-01T00:00:00Z", "endDate", "2026-05-01T00:00:00Z"));

        given().auth()
                .oauth2(token)
                .queryParams(Map.of("startDate", "2026-02-01T00:00:00Z", "endDate", "2026-05-01T00:00:01Z"))
                .get(LOGS)
                .then()
                .statusCode(422)
                .body(at("message[0].path", contains("endDate")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get-secrets",
                "approval-policy-create",
                "login-identity-tls-cert-auth",
                "audit.record.quarantined"
            })
    void knownNames_areAccepted(String name) {
        find(Map.of("eventType", name)).body(at("auditLogs", empty()));
    }

    @Test
    void aNameOfOurs_isKnownOnceItIsRecorded() {
        String name = "new-feature-" + UUID.randomUUID();
        given().auth()
                .oauth2(token)
                .queryParam("eventType", name)
                .get(LOGS)
                .then()
                .statusCode(422);

        AccessEvent event = recorded(Feed.read(org).named(name));

        find(Map.of("eventType", name))
                .body(at("auditLogs.id", contains(event.id().toString())));
        given().auth()
                .oauth2(TestTokens.admin(UUID.randomUUID()).make())
                .queryParam("eventType", name)
                .get(LOGS)
                .then()
                .statusCode(422);
    }

    @Test
    void olderRoute_showsOneProject() {
        AccessEvent read = recorded(Feed.read(org));
        recorded(Feed.read(org));

        given().auth()
                .oauth2(token)
                .get("/api/v1/workspace/{id}/audit-logs", read.place().projectId())
                .then()
                .statusCode(200)
                .body(at("auditLogs.id", contains(read.id().toString())));
    }

    @Test
    void trailingSlash_changesNothing() {
        given().auth().oauth2(token).get(LOGS + "/").then().statusCode(200);
    }

    @Test
    void T16_anotherOrganisation_seesNothing() {
        // given
        AccessEvent read = recorded(wanted());
        String foreign = TestTokens.admin(UUID.randomUUID()).make();
        Map<String, String> byEveryId = Map.of(
                "projectId", String.valueOf(read.place().projectId()),
                "secretId", read.secrets().getFirst().id().toString(),
                "actor", read.actor().id(),
                "requestId", read.origin().requestId(),
                "pipelineId", "77");

        // when, then
        byEveryId.forEach((name, id) -> given().auth()
                .oauth2(foreign)
                .queryParam(name, id)
                .queryParam("orgId", org)
                .header("x-infisical-org", org)
                .get(LOGS)
                .then()
                .statusCode(200)
                .body(at("auditLogs", empty())));
        given().auth()
                .oauth2(foreign)
                .get("/api/v1/workspace/{id}/audit-logs", read.place().projectId())
                .then()
                .statusCode(200)
                .body(at("auditLogs", empty()));
    }

    @Test
    void T16_platformsLog_isNobodys() {
        feed.send(Feed.begin("authenticate").denied("token expired"));
        recorded(Feed.read(org));

        find(Map.of("eventType", "authenticate")).body(at("auditLogs", empty()));
    }

    @Test
    void T14_search_isRecorded() {
        recorded(Feed.read(org));

        find(Map.of("pipelineId", "9001"));

        await().atMost(SOON)
                .untilAsserted(() -> find(Map.of(
                                "eventType", "audit-logs-read", "limit", "1", "eventMetadata", "pipelineId=9001"))
                        .body(at("auditLogs[0].outcome", equalTo("success")))
                        .body(at("auditLogs[0].event.metadata.numberOfEntries", is(1)))
                        .body(at("auditLogs[0].actor.metadata.name", equalTo("administrator"))));
    }

    @Test
    void T14_refusedSearch_isRefusedAndRecordedOnce() {
        given().auth()
                .oauth2(TestTokens.identity().orgId(org).orgRole("no-access").make())
                .queryParam("limit", "nonsense")
                .get(LOGS)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")))
                .body(at("message", equalTo("You are not allowed to read on audit-logs")))
                .body(at("details[0].action", equalTo("read")))
                .body(at("details[0].subject", equalTo("audit-logs")));

        await().atMost(SOON)
                .untilAsserted(() -> find(Map.of("eventType", "audit-logs-read", "outcome", "denied"))
                        .body(at("auditLogs", hasSize(1)))
                        .body(at(
                                "auditLogs[0].reason",
                                equalTo("organisation permission: expected read on audit-logs"))));
    }

    @Test
    void roleThatTheOrganisationHasMade_mayRead() {
        UUID auditor = UUID.randomUUID();
        String token = TestTokens.identity()
                .identityId(auditor)
                .orgId(org)
                .orgRole("no-access")
                .make();
        given().auth().oauth2(token).get(LOGS).then().statusCode(403);

        TestPrincipals.hold(org, auditor, "[{\"subject\":\"audit-logs\",\"action\":\"read\"}]");
        await().atMost(SOON)
                .untilAsserted(
                        () -> given().auth().oauth2(token).get(LOGS).then().statusCode(200));
        given().auth().oauth2(token).get("/api/x/alerts").then().statusCode(200);

        TestPrincipals.hold(org, auditor, "[{\"subject\":\"audit-logs\",\"action\":\"read\",\"inverted\":true}]");
        await().atMost(SOON)
                .untilAsserted(
                        () -> given().auth().oauth2(token).get(LOGS).then().statusCode(403));
        given().auth().oauth2(token).get("/api/x/alerts").then().statusCode(403);
    }

    @Test
    void T20_searchThatTakesTooLong_isGivenUpAndRecorded() throws SQLException {
        try (Connection blocker = RealEngines.connectAsSuperuser("audit");
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE trail_secret IN ACCESS EXCLUSIVE MODE");

            given().auth()
                    .oauth2(token)
                    .queryParam("secretKey", "DB_PASSWORD")
                    .get(LOGS)
                    .then()
                    .statusCode(400)
                    .body(at("message", startsWith("The search takes too long.")));
        }

        await().atMost(SOON)
                .untilAsserted(() -> find(Map.of("eventType", "audit-logs-read", "outcome", "error"))
                        .body(at("auditLogs", hasSize(1)))
                        .body(at("auditLogs[0].reason", equalTo("SearchTooBroad"))));
    }

    @Test
    void T20_pageThatIsTooHeavy_isRefused() {
        List<SecretRef> many = Stream.generate(() -> new SecretRef(UUID.randomUUID(), "K".repeat(500), 1, "prod", "/"))
                .limit(300)
                .toList();
        for (int i = 0; i < 6; i++) {
            feed.send(Feed.read(org).about(many));
        }
        await().atMost(SOON).until(() -> Rows.log(org).size() == 6);

        given().auth()
                .oauth2(token)
                .queryParam("limit", 1000)
                .get(LOGS)
                .then()
                .statusCode(400)
                .body(at("message", startsWith("The entries of this page are too big")));
        find(Map.of("limit", "1", "eventType", "get-secret"))
                .body(at("auditLogs", hasSize(1)))
                .body(at("auditLogs[0].secrets", hasSize(300)));
    }

    @Test
    void member_mayRead() {
        given().auth()
                .oauth2(TestTokens.identity().orgId(org).make())
                .get(LOGS)
                .then()
                .statusCode(200)
                .body(at("auditLogs", empty()));
    }

    @Test
    void T6_wrongTokens_areRefused() {
        given().get(LOGS).then().statusCode(401).body(at("error", equalTo("Unauthorized")));
        for (String wrong : List.of(
                TestTokens.admin(org).expired().make(),
                TestTokens.admin(org).makeUnsigned(),
                TestTokens.admin(org).makeWithForeignKey(),
                TestTokens.admin(org).makeTampered())) {
            given().auth().oauth2(wrong).get(LOGS).then().statusCode(403).body(at("error", equalTo("TokenError")));
        }
    }

    private AccessEvent wanted() {
        Actor lena = new Actor("user", UUID.randomUUID().toString(), "lena", "oidc", "");
        Origin terraform = new Origin(Feed.IDS.next().toString(), "198.51.100.8", "terraform", "POST /");
        return AccessEvent.begin(Feed.IDS.next(), Clock.systemUTC().instant(), "create-secret", terraform)
                .by(lena, org, new Provenance(Map.of("pipelineId", "77", "jobId", "770")))
                .in(UUID.randomUUID(), "staging", "/batch")
                .about(List.of(new SecretRef(UUID.randomUUID(), "API_KEY", 1, "staging", "/batch")))
                .with("approvedBy", "lena")
                .with("attempt", 2)
                .failed("the keyset cannot be opened");
    }

    /** Sends the event and waits until it is in the trail. */
    @CanIgnoreReturnValue
    private static AccessEvent recorded(AccessEvent event) {
        feed.send(event);
        await().atMost(SOON)
                .until(() -> !Rows.find("SELECT 1 FROM trail WHERE event_id = ?", event.id())
                        .isEmpty());
        return event;
    }

    private void assertOnly(AccessEvent wanted, String filter, String value) {
        find(with(Map.of("startDate", wanted.time().minusSeconds(60).toString()), filter, value))
                .body(at("auditLogs.id", contains(wanted.id().toString())));
    }

    @CanIgnoreReturnValue
    private ValidatableResponse find(Map<String, String> query) {
        return given().auth().oauth2(token).queryParams(query).get(LOGS).then().statusCode(200);
    }

    private static Map<String, String> with(Map<String, String> query, String name, String value) {
        Map<String, String> more = new HashMap<>(query);
        more.put(name, value);
        return more;
    }
}
