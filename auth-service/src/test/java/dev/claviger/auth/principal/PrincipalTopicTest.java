package dev.claviger.auth.principal;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.TestClock;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.EventTap.Event;
import dev.claviger.testkit.RealEngines;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the other services are told on the topic of principals. */
@AuthServiceTest
class PrincipalTopicTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LATER = Duration.ofSeconds(60);
    private static final String ROLES = "/api/v1/organization/roles";
    private static EventTap tap;

    private Org org;

    @Inject
    PrincipalStore store;

    @BeforeAll
    static void listen() {
        tap = EventTap.on(RealEngines.PRINCIPALS);
    }

    @AfterAll
    static void close() {
        tap.close();
    }

    @BeforeEach
    void anOrganisation() {
        org = Org.create();
    }

    @Test
    void identity_isToldWithItsNameAndRole_fromCreationOn() {
        String identity = org.identity("member");

        JsonNode entry = told(identity(identity)).json();

        assertThat(entry.path("kind").asText()).isEqualTo("identity");
        assertThat(entry.path("id").asText()).isEqualTo(identity);
        assertThat(entry.path("orgId").asText()).isEqualTo(org.id().toString());
        assertThat(entry.path("name").asText()).isEqualTo("pipeline");
        assertThat(entry.path("orgRole").asText()).isEqualTo("member");
        assertThat(entry.path("enabled").asBoolean()).isTrue();
    }

    @Test
    void change_isToldWithTheNewNameAndRole() {
        String identity = org.identity("admin");

        org.asAdmin()
                .body(Map.of("name", "renamed", "role", "no-access"))
                .patch(Org.IDENTITIES + "/" + identity)
                .then()
                .statusCode(200);

        JsonNode entry = told(identity(identity).and(event -> event.text().contains("renamed")))
                .json();
        assertThat(entry.path("orgRole").asText()).isEqualTo("no-access");
    }

    @Test
    void roleThatTheOrganisationHasMade_isToldWithItsRules_alsoWhenTheyChange_andOfAGroup() {
        String slug = "keepers-" + UUID.randomUUID();
        String role = valueAt(
                org.asAdmin()
                        .body(role(slug, "audit-logs", "read"))
                        .post(ROLES)
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
        String identity = org.identity("member");
        assertThat(told(identity(identity)).json().path("roles").isNull()).isTrue();

        org.asAdmin()
                .body(Map.of("role", slug))
                .patch(Org.IDENTITIES + "/" + identity)
                .then()
                .statusCode(200);
        told(identity(identity).and(event -> rules(event).contains("audit-logs")));

        org.asAdmin()
                .body(role(slug, "workspace", "create"))
                .patch(ROLES + "/" + role)
                .then()
                .statusCode(200);
        told(identity(identity)
                .and(event ->
                        rules(event).contains("workspace") && !rules(event).contains("audit-logs")));

        org.asAdmin()
                .body(Map.of("role", "member"))
                .patch(Org.IDENTITIES + "/" + identity)
                .then()
                .statusCode(200);
        told(identity(identity)
                .and(event -> event.json().path("roles").isNull()
                        && event.json().path("orgRole").asText().equals("member")
                        && tap.all(identity(identity)).size() > 3));
    }

    private static String rules(Event event) {
        return event.json().path("roles").toString();
    }

    private static Map<String, Object> role(String slug, String subject, String action) {
        return Map.of(
                "slug",
                slug,
                "name",
                slug,
                "permissions",
                List.of(Map.of("subject", subject, "action", List.of(action))));
    }

    @Test
    void identity_isToldWithItsMetadataAndLoginMethods_asTheyComeAndGo() {
        String identity = org.identity();
        String method = "/api/v1/auth/universal-auth/identities/" + identity;

        org.asAdmin()
                .body(Map.of("metadata", List.of(Map.of("key", "team", "value", "blue"))))
                .patch(Org.IDENTITIES + "/" + identity)
                .then()
                .statusCode(200);
        JsonNode noted = told(identity(identity).and(event -> event.text().contains("blue")))
                .json();
        assertThat(noted.path("metadata").path("team").asText()).isEqualTo("blue");
        assertThat(noted.path("authMethods")).isEmpty();

        org.asAdmin().body(Map.of()).post(method).then().statusCode(200);
        JsonNode attached = told(identity(identity).and(event -> event.text().contains("universal-auth")))
                .json();
        assertThat(attached.path("authMethods").get(0).asText()).isEqualTo("universal-auth");
        assertThat(attached.path("hasDeleteProtection").asBoolean()).isFalse();
    }

    @Test
    void T19_deletion_leavesAMarkForGood() {
        String identity = org.identity();

        org.asAdmin().delete(Org.IDENTITIES + "/" + identity).then().statusCode(200);

        Event entry = told(identity(identity).and(event -> event.text().contains("deleted")));
        assertThat(entry.json().path("deleted").asBoolean()).isTrue();
        assertThat(entry.text()).doesNotContain("pipeline");
    }

    @Test
    void refusedChange_isNotTold() {
        String identity = valueAt(
                org.asAdmin()
                        .body(Map.of(
                                "name", "kept", "organizationId", org.id().toString(), "hasDeleteProtection", true))
                        .post(Org.IDENTITIES),
                "identity.id");
        told(identity(identity));

        org.asAdmin().delete(Org.IDENTITIES + "/" + identity).then().statusCode(400);

        String other = org.identity();
        told(identity(other));
        assertThat(tap.all(identity(identity))).hasSize(1);
    }

    @Test
    void T19_revokedToken_isTold() {
        String token = login(org.identity(), Map.of());

        Org.revoke(token);

        assertThat(told(key("token:" + People.tokenId(token))).text()).contains("token");
    }

    @Test
    void T19_tokensOfADetachedMethod_areTold() {
        String identity = org.identity();
        String token = login(identity, Map.of());

        org.asAdmin().delete(Org.UNIVERSAL + "/identities/" + identity).then().statusCode(200);

        assertThat(told(key("token:" + People.tokenId(token))).text()).isNotEmpty();
    }

    @Test
    void T19_tokensOfARevokedClientSecret_areTold_andNoOthers() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of());
        var first = org.clientSecret(identity, Map.of());
        var second = org.clientSecret(identity, Map.of());
        String gone = valueAt(Org.logIn(client, valueAt(first, "clientSecret")), "accessToken");
        String stays = valueAt(Org.logIn(client, valueAt(second, "clientSecret")), "accessToken");

        org.asAdmin()
                .post(Org.UNIVERSAL + "/identities/" + identity + "/client-secrets/"
                        + valueAt(first, "clientSecretData.id") + "/revoke")
                .then()
                .statusCode(200);

        assertThat(told(key("token:" + People.tokenId(gone))).text()).isNotEmpty();
        assertThat(tap.all(key("token:" + People.tokenId(stays)))).isEmpty();
    }

    @Test
    void T19_revokeAll_endsWhatWasIssued_andIsTold() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        List<String> tokens = List.of(
                valueAt(Org.logIn(client, secret), "accessToken"), valueAt(Org.logIn(client, secret), "accessToken"));

        org.asAdmin()
                .post("/api/x/identities/" + identity + "/revoke-tokens")
                .then()
                .statusCode(200)
                .body(at("revokedTokens", equalTo(2)));

        tokens.forEach(
                token -> Org.as(token).get(Org.IDENTITIES + "/details").then().statusCode(401));
        JsonNode entry = told(identity(identity).and(event -> event.text().contains("revokedUntil")))
                .json();
        assertThat(entry.path("revokedUntil").asLong())
                .isEqualTo(TestClock.now().getEpochSecond());
        assertThat(entry.path("name").asText()).isEqualTo("pipeline");
        String next = valueAt(Org.logIn(client, secret), "accessToken");
        Org.as(next).get(Org.IDENTITIES + "/details").then().statusCode(200);
    }

    /** The clocks of replicas are never quite the same. */
    @Test
    void T19_revokeAll_reachesTokensOfAClockAhead_andIsNotTakenBackByOneBehind() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        TestClock.step(Duration.ofSeconds(30));
        long ahead = TestClock.now().getEpochSecond();
        Org.logIn(client, secret).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(-30));

        revokeAll(identity);

        assertThat(revokedUntil(identity)).isEqualTo(String.valueOf(ahead));
        revokeAll(identity);
        assertThat(revokedUntil(identity)).isEqualTo(String.valueOf(ahead));
    }

    private void revokeAll(String identity) {
        org.asAdmin()
                .post("/api/x/identities/" + identity + "/revoke-tokens")
                .then()
                .statusCode(200);
    }

    private String revokedUntil(String identity) {
        return Org.read(
                "SELECT body ->> 'revokedUntil' FROM principal_entry WHERE key = ?",
                "identity:" + org.id() + ":" + identity);
    }

    @Test
    void T18_revokeAll_needsTheRight_andTheOrganisation() {
        String identity = org.identity();
        String route = "/api/x/identities/" + identity + "/revoke-tokens";

        Org.as(org.tokenOf("member")).post(route).then().statusCode(403);
        Org.create().asAdmin().post(route).then().statusCode(404);
        org.asAdmin().post("/api/x/identities/nobody/revoke-tokens").then().statusCode(422);
    }

    @Test
    void whatACrashLeftBehind_isToldByTheNextBeat() {
        UUID id = UUID.randomUUID();

        Org.run(
                "INSERT INTO principal_entry VALUES (?, nextval('principal_version'), '{\"left\":true}', false, null)",
                "token:" + id);

        assertThat(told(key("token:" + id)).text()).contains("left");
        await().atMost(SOON).until(() -> row("token:" + id).equals("true"));
    }

    @Test
    void revocationDuringAnOutageOfKafka_isToldAfterwards() {
        String token = login(org.identity(), Map.of());
        RealEngines.kafka().stop();
        try {
            Org.revoke(token);
        } finally {
            RealEngines.kafka().start();
        }

        Event entry = tap.awaitEvent(key("token:" + People.tokenId(token)), LATER);

        assertThat(entry.text()).isNotEmpty();
    }

    @Test
    void revokedToken_isForgotten_onceItWouldHaveEnded() {
        String token = login(org.identity(), Map.of("accessTokenTTL", 60));
        Org.revoke(token);
        String key = "token:" + People.tokenId(token);
        told(key(key));

        TestClock.step(Duration.ofMinutes(12));

        assertThat(tap.awaitEvent(key(key).and(event -> event.text().isEmpty()), SOON)
                        .key())
                .isEqualTo(key);
        await().atMost(SOON).until(() -> row(key).isEmpty());
    }

    @Test
    void newerState_isSentAgain_whenAnOlderOneWasJustSent() {
        String key = "token:" + UUID.randomUUID();
        Org.run("INSERT INTO principal_entry VALUES (?, nextval('principal_version'), '{}', false, null)", key);

        var sent = store.publish(1000, entries -> {
                    Org.run(
                            "UPDATE principal_entry SET version = nextval('principal_version'), body = '{\"newer\":true}', published = false WHERE key = ?",
                            key);
                    return Uni.createFrom().voidItem();
                })
                .await()
                .atMost(SOON);

        assertThat(sent).isNotNull();
        assertThat(told(key(key).and(event -> event.text().contains("newer"))).key())
                .isEqualTo(key);
    }

    @Test
    void heartbeat_comesRegularly() {
        int before = tap.all(key("heartbeat")).size();

        await().atMost(SOON).until(() -> tap.all(key("heartbeat")).size() >= before + 2);
    }

    @CanIgnoreReturnValue
    private static Event told(Predicate<Event> wanted) {
        return tap.awaitEvent(wanted, SOON);
    }

    private Predicate<Event> identity(String id) {
        return key("identity:" + org.id() + ":" + id);
    }

    private static Predicate<Event> key(String key) {
        return event -> event.key().equals(key);
    }

    private String login(String identity, Map<String, ?> settings) {
        String client = org.universal(identity, settings);
        return valueAt(Org.logIn(client, valueAt(org.clientSecret(identity, Map.of()), "clientSecret")), "accessToken");
    }

    /** Whether the entry is published; empty when there is none. */
    private static String row(String key) throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("auth");
                PreparedStatement query =
                        connection.prepareStatement("SELECT published::text FROM principal_entry WHERE key = ?")) {
            query.setString(1, key);
            ResultSet rows = query.executeQuery();
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
