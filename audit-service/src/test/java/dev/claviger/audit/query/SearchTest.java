package dev.claviger.audit.query;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VaultStub;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class SearchTest {
    private static final String LOGS = "/api/v1/organization/audit-logs";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SHA = "0123456789abcdef0123456789abcdef01234567";
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
    void eachFilterOfTheJob_leavesTheOneEntry() {
        AccessEvent wanted =
                recorded(ofJob(new SecretRef(UUID.randomUUID(), "KEY", 7, "prod", "/app"), "2001:db8::17"));
        recorded(Feed.read(org));

        assertOnly(wanted, Map.of("issuer", "https://other.example.com"));
        assertOnly(wanted, Map.of("gitlabProjectId", "77"));
        assertOnly(wanted, Map.of("gitlabProjectPath", "acme/other"));
        assertOnly(wanted, Map.of("sha", SHA));
        assertOnly(wanted, Map.of("sha", "0123456"));
        assertOnly(wanted, Map.of("sha", "0123456789ABCDEF"));
        assertOnly(wanted, Map.of("ref", "feature/x"));
        assertOnly(wanted, Map.of("runnerId", "31"));
        assertOnly(wanted, Map.of("gitlabUserId", "18"));
        assertOnly(wanted, Map.of("gitlabUser", "lena"));
        assertOnly(wanted, Map.of("ipAddress", "2001:db8:0::17"));
        assertOnly(wanted, Map.of("ipAddress", "2001:db8::/32"));
        assertOnly(wanted, Map.of("secretKey", "KEY", "secretVersion", "7"));
        assertOnly(wanted, Map.of("secretId", wanted.secrets().getFirst().id().toString(), "secretVersion", "7"));
    }

    @Test
    void metadata_areFound_whetherTheyStandInColumnsOrNot() {
        AccessEvent wanted = recorded(Feed.begin("update-project")
                .by(Actor.PLATFORM, org, Provenance.NONE)
                .with("reason", "moved, \"quoted\"")
                .with("secretKey", "KEY")
                .with("attempt", 3));
        recorded(Feed.begin("update-project")
                .by(Actor.PLATFORM, org, Provenance.NONE)
                .with("reason", "moved")
                .with("secretKey", "KEY"));
        recorded(Feed.begin("update-project")
                .by(Actor.PLATFORM, UUID.randomUUID(), Provenance.NONE)
                .with("attempt", 3));

        assertOnly(wanted, Map.of("eventMetadata", "attempt=3"));
        assertOnly(wanted, Map.of("eventMetadata", "attempt=3,secretKey=KEY"));
        assertNone(Map.of("eventMetadata", "attempt=3,secretKey=OTHER"));
        assertNone(Map.of("eventMetadata", "attempt=4"));
        assertNone(Map.of("eventMetadata", "secretKey=3"));
    }

    /** The condition is written as the index is, or the index would be of no use. */
    @Test
    void metadata_areLookedUpInTheirIndex() throws SQLException {
        AuditLogParams params = new AuditLogParams();
        params.eventMetadata = "attempt=3";
        Where where = Where.newestFirst(org, Filter.of(params, org, Filter.Span.SEARCH, Clock.systemUTC()));
        String condition = where.sql().substring(where.sql().indexOf("jsonb_set"));
        String sql = "SELECT t.idx FROM trail t WHERE " + condition;
        for (int i = where.values().size(); i > 0; i--) {
            sql = sql.replace("$" + i, "'" + where.values().get(i - 1) + "'");
        }

        StringBuilder plan = new StringBuilder();
        try (Connection connection = RealEngines.connectAsSuperuser("audit");
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            ResultSet lines = statement.executeQuery("EXPLAIN " + sql);
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }

        assertThat(plan).contains("_jsonb_set_idx");
    }

    @Test
    void nearMisses_findNothing() {
        AccessEvent near = recorded(ofJob(new SecretRef(UUID.randomUUID(), "KEY", 7, "prod", "/app"), "198.51.100.9"));

        assertNone(Map.of("sha", "0123457"));
        assertNone(Map.of("ref", "feature"));
        assertNone(Map.of("ipAddress", "198.51.100.8/32"));
        assertNone(Map.of("ipAddress", "198.51.100.0/29"));
        assertNone(Map.of("ipAddress", "::/0"));
        assertNone(Map.of("secretId", near.secrets().getFirst().id().toString(), "secretVersion", "6"));
        assertOnly(near, Map.of("ipAddress", "198.51.100.8/29", "ref", "feature/x"));
        assertOnly(near, Map.of("ipAddress", "0.0.0.0/0", "ref", "feature/x"));
    }

    @ParameterizedTest
    @CsvSource({
        "sha,012345",
        "sha,main",
        "ipAddress,localhost",
        "ipAddress,10.0.0.0/33",
        "ipAddress,10.0.0.0/-1",
        "secretVersion,0",
        "secretVersion,3"
    })
    void T21_wrongValues_areRefusedWithTheirField(String field, String value) {
        find(token, Map.of(field, value)).then().statusCode(422).body(at("message[0].path", contains(field)));
    }

    @Test
    void T21_quotesAndWildcards_areText() {
        recorded(Feed.read(org));

        for (String hostile : List.of("' OR '1'='1", "%", "main'--", "$1", "\\", "ma_n")) {
            assertNone(Map.of("ref", hostile));
        }
    }

    @Test
    void pages_areStable_whileEntriesArrive() {
        // given
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            newestFirst.addFirst(recorded(Feed.read(org)).id().toString());
        }
        Map<String, String> search = Map.of("eventType", "get-secret", "limit", "4");

        // when
        Response page = find(token, search);
        List<String> seen = new ArrayList<>(page.path("auditLogs.id"));
        while (page.path("nextCursor") != null) {
            recorded(Feed.read(org));
            page = find(token, with(search, "cursor", page.path("nextCursor")));
            seen.addAll(page.path("auditLogs.id"));
        }

        // then
        assertThat(seen).isEqualTo(newestFirst);
    }

    @Test
    void entriesOfASecret_comeInPages_eachOnce_andOtherConditionsCount() {
        // given
        UUID secret = UUID.randomUUID();
        SecretRef third = new SecretRef(secret, "KEY", 3, "prod", "/app");
        SecretRef imported = new SecretRef(secret, "KEY", 3, "prod", "/app");
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            newestFirst.addFirst(recorded(Feed.read(org).about(List.of(third, imported)))
                    .id()
                    .toString());
            recorded(Feed.read(org).about(List.of(third)).denied("no rule"));
            recorded(Feed.read(org).about(List.of(new SecretRef(secret, "KEY", 4, "prod", "/app"))));
        }
        Map<String, String> search =
                Map.of("secretId", secret.toString(), "secretVersion", "3", "outcome", "success", "limit", "3");

        // when
        Response page = find(token, search);
        List<String> seen = new ArrayList<>(page.path("auditLogs.id"));
        while (page.path("nextCursor") != null) {
            page = find(token, with(search, "cursor", page.path("nextCursor")));
            seen.addAll(page.path("auditLogs.id"));
        }

        // then
        assertThat(seen).isEqualTo(newestFirst);
        find(token, with(with(search, "offset", "2"), "limit", "2"))
                .then()
                .body(at("auditLogs.id", equalTo(newestFirst.subList(2, 4))));
    }

    @Test
    void lastPage_hasNoCursor_andOffsetStillWorks() {
        recorded(Feed.read(org));

        find(token, Map.of("eventType", "get-secret"))
                .then()
                .statusCode(200)
                .body(at("nextCursor", equalTo(null)))
                .body(at("auditLogs", hasSize(1)));
        find(token, Map.of("eventType", "get-secret", "offset", "1"))
                .then()
                .statusCode(200)
                .body(at("auditLogs", empty()));
    }

    @Test
    void T16_cursor_isGoodForItsSearchAndOrganisationOnly() {
        // given
        recorded(Feed.read(org));
        Map<String, String> search = Map.of("eventType", "get-secret", "limit", "1");
        String cursor = find(token, search).path("nextCursor");
        assertThat(cursor).isNotNull();

        // when, then
        find(token, with(search, "cursor", cursor)).then().statusCode(200);
        find(token, with(Map.of("limit", "1"), "cursor", cursor)).then().statusCode(400);
        find(
                        token,
                        with(
                                with(search, "cursor", cursor),
                                "projectId",
                                UUID.randomUUID().toString()))
                .then()
                .statusCode(400);
        find(TestTokens.admin(UUID.randomUUID()).make(), with(search, "cursor", cursor))
                .then()
                .statusCode(400)
                .body(at("error", equalTo("BadRequest")));
        find(token, with(with(search, "cursor", cursor), "offset", "1")).then().statusCode(422);
    }

    @Test
    void T21_garbledCursors_areRefused() {
        recorded(Feed.read(org));
        Map<String, String> search = Map.of("eventType", "get-secret", "limit", "1");
        String cursor = find(token, search).path("nextCursor");
        Random chance = new Random(20261126);

        for (int i = 0; i < 60; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
            String garbled = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            find(token, with(search, "cursor", garbled)).then().statusCode(400);
        }
        for (String garbage : List.of("x", "ÿ", "AAAA", cursor + "A", cursor.substring(1), "%%%", "a b")) {
            find(token, with(search, "cursor", garbage)).then().statusCode(400);
        }
    }

    @Test
    void readerOfAProject_seesThatProjectAlone() {
        // given
        AccessEvent mine = recorded(Feed.read(org));
        AccessEvent other = recorded(Feed.read(org));
        UUID project = project(mine);
        String reader =
                VaultStub.readerOf(TestTokens.identity().orgId(org), project).make();

        // when, then
        find(reader, Map.of("projectId", project.toString()))
                .then()
                .statusCode(200)
                .body(at("auditLogs.id", contains(mine.id().toString())));
        given().auth()
                .oauth2(reader)
                .get("/api/v1/workspace/{id}/audit-logs", project)
                .then()
                .statusCode(200)
                .body(at("auditLogs.id", contains(mine.id().toString())));
        find(reader, Map.of()).then().statusCode(403);
        find(reader, Map.of("projectId", project(other).toString())).then().statusCode(403);
    }

    @Test
    void T16_withoutRights_whatIsThereAndWhatIsNot_lookTheSame() {
        // given
        AccessEvent there = recorded(Feed.read(org));
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(org)).make();

        // when
        Response forbidden = find(reader, Map.of("projectId", project(there).toString()));
        Response absent = find(reader, Map.of("projectId", UUID.randomUUID().toString()));

        // then
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(masked(forbidden)).isEqualTo(masked(absent));
        await().atMost(SOON)
                .untilAsserted(() -> find(token, Map.of("eventType", "audit-logs-read", "outcome", "denied"))
                        .then()
                        .body(at("auditLogs", hasSize(2)))
                        .body(at("auditLogs.reason", hasItem("project permission: expected read on audit-logs"))));
    }

    @Test
    void rightsThatCannotBeChecked_are503() {
        String reader = VaultStub.readerOf(TestTokens.identity().orgId(org), VaultStub.BROKEN)
                .make();

        find(reader, Map.of("projectId", VaultStub.BROKEN.toString())).then().statusCode(503);
    }

    @Test
    void T14_wrongSearch_isRecordedOnce() {
        find(token, Map.of("limit", "0")).then().statusCode(422);

        await().atMost(SOON)
                .untilAsserted(() -> find(token, Map.of("eventType", "audit-logs-read", "outcome", "error"))
                        .then()
                        .body(at("auditLogs.reason", contains("invalid input"))));
    }

    @Test
    void textsThatAreNoAddress_doNotHoldUpTheLog() {
        Origin strange = new Origin(Feed.IDS.next().toString(), "fe80::1%eth0, unknown", "cli", "GET /");
        AccessEvent event = AccessEvent.begin(Feed.IDS.next(), Clock.systemUTC().instant(), "get-secret", strange)
                .by(Actor.UNKNOWN, org, new Provenance(Map.of("ref", "odd")));

        recorded(event);

        assertOnly(event, Map.of("ref", "odd"));
    }

    private static String masked(Response answer) {
        return answer.asString().replaceAll("\"reqId\":\"[^\"]*\"", "");
    }

    private static UUID project(AccessEvent event) {
        @Nullable UUID project = event.place().projectId();
        if (project == null) {
            throw new IllegalStateException("the event is about no project");
        }
        return project;
    }

    private AccessEvent ofJob(SecretRef secret, String address) {
        Provenance job = new Provenance(Map.of(
                "issuer", "https://other.example.com",
                "projectId", "77",
                "projectPath", "acme/other",
                "sha", SHA,
                "ref", "feature/x",
                "runnerId", "31",
                "userId", "18",
                "userLogin", "lena"));
        Origin origin = new Origin(Feed.IDS.next().toString(), address, "cli", "GET /");
        Actor actor = new Actor("identity", UUID.randomUUID().toString(), "job", "oidc-auth", "");
        return AccessEvent.begin(Feed.IDS.next(), Clock.systemUTC().instant(), "get-secret", origin)
                .by(actor, org, job)
                .in(UUID.randomUUID(), "prod", "/app")
                .about(List.of(secret));
    }

    @CanIgnoreReturnValue
    private static AccessEvent recorded(AccessEvent event) {
        feed.send(event);
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !Rows.find("SELECT 1 FROM trail WHERE event_id = ?", event.id())
                        .isEmpty());
        return event;
    }

    private void assertOnly(AccessEvent wanted, Map<String, String> filter) {
        find(token, filter)
                .then()
                .statusCode(200)
                .body(at("auditLogs.id", contains(wanted.id().toString())));
    }

    private void assertNone(Map<String, String> filter) {
        find(token, filter).then().statusCode(200).body(at("auditLogs", empty()));
    }

    private static Response find(String bearer, Map<String, String> query) {
        return given().auth().oauth2(bearer).queryParams(query).get(LOGS);
    }

    private static Map<String, String> with(Map<String, String> query, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return more;
    }
}
