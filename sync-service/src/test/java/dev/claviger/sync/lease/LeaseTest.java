package dev.claviger.sync.lease;

import static dev.claviger.sync.lease.LeaseStage.LEASES;
import static dev.claviger.sync.lease.LeaseStage.LONG;
import static dev.claviger.sync.lease.LeaseStage.ROUTE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.sync.VaultStub;
import dev.claviger.sync.lease.LeaseStage.Held;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of leases at a real server. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class LeaseTest {
    private final LeaseStage stage = new LeaseStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void lease_isALoginThatWorks_untilItExpires() {
        stage.define("orders");

        Response given = stage.ask(stage.keeper, "orders", "90s");

        given.then()
                .statusCode(200)
                .body("lease.version", equalTo(1))
                .body("lease.status", nullValue())
                .body("lease.dynamicSecretId", equalTo(stage.idOf("orders")))
                .body("dynamicSecret.name", equalTo("orders"))
                .body("dynamicSecret.inputs", nullValue())
                .body("data.DB_PASSWORD", matchesPattern("[A-Za-z0-9_.~!*-]{48}"));
        Held held = new Held(given.path("lease.id"), given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD"));
        assertThat(given.<String>path("lease.externalEntityId")).isEqualTo(held.username());
        assertThat(Duration.between(Instant.now(), Instant.parse(given.path("lease.expireAt"))))
                .isBetween(Duration.ofSeconds(70), Duration.ofSeconds(91));
        assertThat(stage.logsIn(held)).isTrue();
        assertThat(validUntil(held)).isEqualTo(Instant.parse(given.path("lease.expireAt")));

        LeaseStage.expire(held.lease());

        stage.awaitEnd(held);
        stage.get(stage.keeper, LEASES + "/" + held.lease())
                .then()
                .statusCode(404)
                .body("message", equalTo("Dynamic secret lease with ID '%s' not found".formatted(held.lease())));
    }

    private static Instant validUntil(Held held) {
        try (Connection connection = RealEngines.connectAsSuperuser("postgres");
                Statement sql = connection.createStatement();
                var rows = sql.executeQuery(
                        "SELECT rolvaliduntil FROM pg_roles WHERE rolname = '" + held.username() + "'")) {
            assertThat(rows.next()).isTrue();
            return rows.getTimestamp(1).toInstant();
        } catch (SQLException refused) {
            throw new AssertionError(refused);
        }
    }

    @Test
    void lease_thatIsEnded_endsWithItsSessions() throws SQLException {
        stage.define("orders");
        Held held = stage.take("orders");
        try (Connection session = stage.open(held)) {
            assertThat(session.isValid(5)).isTrue();

            stage.end(held.lease(), false)
                    .then()
                    .statusCode(200)
                    .body("lease.id", equalTo(held.lease()))
                    .body("lease.status", nullValue());

            assertThat(session.isValid(5)).isFalse();
        }
        assertThat(stage.logsIn(held)).isFalse();
        assertThat(LeaseStage.exists(held.username())).isFalse();
        stage.end(held.lease(), false).then().statusCode(404);
    }

    @Test
    void renewal_addsToTheExpiry_atTheServerToo() {
        stage.define("orders");
        Response given = stage.ask(stage.keeper, "orders", "1h");
        Instant first = Instant.parse(given.path("lease.expireAt"));
        Held held = new Held(given.path("lease.id"), given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD"));

        stage.renew(held.lease(), "30m")
                .then()
                .statusCode(200)
                .body("lease.version", equalTo(2))
                .body("lease.id", equalTo(held.lease()));
        stage.renew(held.lease(), "").then().statusCode(200).body("lease.version", equalTo(3));

        assertThat(validUntil(held)).isEqualTo(first.plus(Duration.ofMinutes(90)));
        stage.get(stage.keeper, LEASES + "/" + held.lease())
                .then()
                .body("lease.expireAt", equalTo(validUntil(held).toString()))
                .body("lease.dynamicSecret.name", equalTo("orders"))
                .body("lease.dynamicSecret.inputs", nullValue());
        assertThat(stage.logsIn(held)).isTrue();
    }

    /** The operator of Kubernetes looks for a part of the text, with small letters. */
    @Test
    void T19_renewal_doesNotPassTheLongestLife() {
        stage.define("orders");
        Held held = stage.take("orders");
        stage.renew(held.lease(), "2h").then().statusCode(200);

        stage.renew(held.lease(), "1m")
                .then()
                .statusCode(400)
                .body("message", containsString("TTL cannot be larger than max ttl"))
                .body(
                        "message",
                        containsString("The requested renewal would exceed the maximum allowed lease duration."
                                + " Please choose a shorter TTL"));
        stage.renew(held.lease(), "10y").then().statusCode(400);
        stage.get(stage.keeper, LEASES + "/" + held.lease()).then().body("lease.version", equalTo(2));
    }

    @Test
    void T19_renewal_doesNotWakeWhatHasExpired() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.stored("UPDATE dynamic_secret_lease SET expire_at = now() - interval '1 second' WHERE id = '%s'"
                .formatted(held.lease()));

        stage.renew(held.lease(), "1h")
                .then()
                .statusCode(404)
                .body("message", containsString("Dynamic secret lease with ID"));
        LeaseStage.expire(held.lease());
        stage.awaitEnd(held);
        stage.renew(held.lease(), "1h").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1h", "59s", "11y", "99999999999999999999y", "1e3h", "soon"})
    void T19_lives_thatAreNone_areRefused(String ttl) {
        stage.define("orders");
        Held held = stage.take("orders");

        stage.ask(stage.keeper, "orders", ttl).then().statusCode(422).body("message[0].path[0]", equalTo("ttl"));
        stage.renew(held.lease(), ttl).then().statusCode(422);
        assertThat(stage.logins()).isOne();
    }

    @Test
    void T19_lives_areBounded() {
        stage.define("orders");
        stage.ask(stage.keeper, "orders", "181m")
                .then()
                .statusCode(400)
                .body("message", equalTo("TTL cannot be larger than max TTL"));
        stage.ask(stage.keeper, "orders", "3h").then().statusCode(200);
        Map<String, Object> unbounded = stage.definition("forever", stage.inputs());
        unbounded.put("maxTTL", null);
        stage.define(unbounded);
        Response given = stage.ask(stage.keeper, "forever", "10y");
        given.then().statusCode(200);
        stage.renew(given.path("lease.id"), "1m").then().statusCode(400);
    }

    /** Without a statement for it the login would end before its lease. */
    @Test
    void renewal_isRefused_whenTheLoginWouldEndAllTheSame() {
        Map<String, Object> inputs = stage.inputs();
        inputs.put("renewStatement", "");
        stage.define(stage.definition("orders", inputs));
        Held held = stage.take("orders");

        stage.renew(held.lease(), "1h")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        allOf(containsString("renewStatement"), containsString("TTL cannot be larger than max ttl")));
    }

    /** Whoever tries that for ever never gets a login that works. */
    @Test
    void renewal_ofALoginThatIsGone_tellsToTakeAnother() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.server("postgres", "DROP ROLE \"%s\"".formatted(held.username()));

        stage.renew(held.lease(), "1h")
                .then()
                .statusCode(400)
                .body("message", allOf(containsString("42704"), containsString("TTL cannot be larger than max ttl")));
    }

    @Test
    void names_followTheirTemplate_withTheCallersName() {
        Map<String, Object> definition = stage.definition("orders", stage.inputs());
        definition.put("usernameTemplate", "v-{{identity.name}}-{{randomUsername}}");
        stage.define(definition);
        String odd = VaultStub.allowed(
                        TestTokens.identity().orgId(stage.org).identityName("\"; DROP ROLE x; --"),
                        stage.project,
                        "lease dynamic-secrets")
                .make();

        Response given = stage.ask(odd, "orders", "");

        given.then().statusCode(200).body("data.DB_USERNAME", matchesPattern("v-[A-Za-z-]{1,20}-[a-z0-9]{32}"));
        assertThat(stage.logsIn(new Held("", given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD"))))
                .isTrue();
    }

    @Test
    void leases_areListed_andShownByTheOlderName() {
        stage.define("orders");
        Held held = stage.take("orders");

        stage.get(stage.keeper, ROUTE + "/orders/leases")
                .then()
                .statusCode(200)
                .body("leases.id", equalTo(List.of(held.lease())))
                .body("leases.externalEntityId", hasItem(held.username()))
                .body("leases[0].dynamicSecret", nullValue());
        given().auth()
                .oauth2(stage.keeper)
                .queryParam("projectSlug", stage.project.toString())
                .queryParam("environmentSlug", "prod")
                .queryParam("secretPath", "/app/")
                .get(LEASES + "/" + held.lease())
                .then()
                .statusCode(200)
                .body("lease.id", equalTo(held.lease()));
    }

    @Test
    void kubernetes_isAnsweredClearly() {
        stage.define("orders");
        Map<String, Object> body = stage.place();
        body.put("dynamicSecretName", "orders");
        body.put("config", Map.of("namespace", "default"));

        LeaseStage.post(stage.keeper, LEASES + "/kubernetes", body)
                .then()
                .statusCode(400)
                .body("message", containsString("sql-database"));
        body.put("config", Map.of("namespace", "default", "principals", List.of("a")));
        LeaseStage.post(stage.keeper, LEASES, body)
                .then()
                .statusCode(200)
                .body("lease.config.namespace", equalTo("default"));
    }

    @Test
    void unknownNames_areNotFound() {
        stage.ask(stage.keeper, "nothing", "")
                .then()
                .statusCode(404)
                .body("message", equalTo("Dynamic secret with name 'nothing' in folder with path '/app' not found"));
        stage.get(stage.keeper, LEASES + "/" + UUID.randomUUID()).then().statusCode(404);
        stage.get(stage.keeper, LEASES + "/x").then().statusCode(422);
    }

    @Test
    void everyCall_isOneEvent_andNoneTellsThePassword() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS);
                LogCanary canary = LogCanary.listen()) {
            stage.define("orders");
            Held held = stage.take("orders");
            stage.renew(held.lease(), "5m").then().statusCode(200);
            String shown = stage.get(stage.keeper, LEASES + "/" + held.lease()).asString()
                    + stage.get(stage.keeper, ROUTE + "/orders/leases").asString();
            stage.end(held.lease(), false).then().statusCode(200);
            stage.remove("orders", false).then().statusCode(200);

            for (String name : List.of(
                    "create-dynamic-secret",
                    "create-dynamic-secret-lease",
                    "renew-dynamic-secret-lease",
                    "get-dynamic-secret-lease",
                    "list-dynamic-secret-leases",
                    "delete-dynamic-secret-lease",
                    "delete-dynamic-secret")) {
                var _ = tap.awaitEvent(event -> isOf(event, name), LONG);
                assertThat(tap.all(event -> isOf(event, name))).as(name).hasSize(1);
            }
            assertThat(tap.awaitEvent(event -> isOf(event, "create-dynamic-secret-lease"), LONG)
                            .text())
                    .contains(held.lease(), held.username(), "leaseExpireAt", "dynamicSecretName", "secretPath");
            canary.assertSilent(held.password(), stage.password);
            assertThat(tap.all().toString() + shown).doesNotContain(held.password(), stage.password);
        }
    }

    private boolean isOf(EventTap.Event event, String name) {
        return event.text().contains("\"" + name + "\"") && event.text().contains(stage.project.toString());
    }

    @Test
    void lease_takesItsRight() {
        stage.define("orders");
        Held held = stage.take("orders");
        String reader = stage.token("read-root-credential", "edit-root-credential", "delete-root-credential");

        stage.ask(reader, "orders", "")
                .then()
                .statusCode(403)
                .body("message", equalTo("You are not allowed to lease on dynamic-secrets"));
        Map<String, Object> place = stage.place();
        LeaseStage.post(reader, LEASES + "/" + held.lease() + "/renew", place)
                .then()
                .statusCode(403);
        LeaseStage.delete(reader, LEASES + "/" + held.lease(), place).then().statusCode(403);
        stage.get(reader, LEASES + "/" + held.lease()).then().statusCode(403);
        stage.get(reader, ROUTE + "/orders/leases").then().statusCode(403);
        String leaser = stage.token("lease");
        stage.ask(leaser, "orders", "").then().statusCode(200);
        stage.get(leaser, ROUTE + "/orders").then().statusCode(403);
        assertThat(stage.logsIn(held)).isTrue();
    }

    /** Rules on metadata hold for leases as for what they are of. */
    @Test
    void lease_takesTheRightForTheMetadata_ofWhatItIsOf() {
        Map<String, Object> ours = stage.definition("ours", stage.inputs());
        ours.put("metadata", List.of(Map.of("key", "team", "value", "harbour")));
        stage.define(ours);
        stage.define("others");
        Held held = stage.take("others");
        String harbour = VaultStub.allowed(
                        TestTokens.identity().orgId(stage.org), stage.project, "lease dynamic-secrets team=harbour")
                .make();
        String notHarbour = VaultStub.allowed(
                        TestTokens.identity().orgId(stage.org),
                        stage.project,
                        "lease dynamic-secrets",
                        "not lease dynamic-secrets team=harbour")
                .make();

        String lease =
                stage.ask(harbour, "ours", "").then().statusCode(200).extract().path("lease.id");
        stage.ask(harbour, "others", "").then().statusCode(403);
        stage.ask(notHarbour, "ours", "").then().statusCode(403);
        stage.ask(notHarbour, "others", "").then().statusCode(200);
        stage.get(harbour, LEASES + "/" + lease).then().statusCode(200);
        stage.get(harbour, LEASES + "/" + held.lease()).then().statusCode(403);
        stage.get(notHarbour, LEASES + "/" + lease).then().statusCode(403);
        stage.get(harbour, ROUTE + "/ours/leases").then().statusCode(200);
        LeaseStage.post(notHarbour, LEASES + "/" + lease + "/renew", stage.place())
                .then()
                .statusCode(403);
        LeaseStage.delete(notHarbour, LEASES + "/" + lease, stage.place())
                .then()
                .statusCode(403);
        LeaseStage.delete(harbour, LEASES + "/" + lease, stage.place()).then().statusCode(200);
    }

    @Test
    void T16_otherOrganisations_reachNothing() {
        stage.define("orders");
        Held held = stage.take("orders");
        try (LeaseStage other = new LeaseStage()) {
            stage.ask(other.keeper, "orders", "").then().statusCode(404);
            stage.get(other.keeper, LEASES + "/" + held.lease()).then().statusCode(404);
            other.get(other.keeper, LEASES + "/" + held.lease()).then().statusCode(404);
            other.renew(held.lease(), "1h").then().statusCode(404);
            other.end(held.lease(), true).then().statusCode(404);
            // somebody of another organisation whom vault-service lets in, by whatever mistake
            String stranger = VaultStub.allowed(
                            TestTokens.identity().orgId(other.org), stage.project, "lease dynamic-secrets")
                    .make();
            stage.ask(stranger, "orders", "").then().statusCode(404);
            stage.get(stranger, LEASES + "/" + held.lease()).then().statusCode(404);
        }
        assertThat(stage.logsIn(held)).isTrue();
    }

    /** The right in one folder is none for leases of another. */
    @Test
    void T17_lease_isThereOnlyInItsFolder() {
        stage.define("orders");
        Held held = stage.take("orders");
        Map<String, Object> elsewhere = stage.place();
        elsewhere.put("path", "/");

        LeaseStage.post(stage.keeper, LEASES + "/" + held.lease() + "/renew", elsewhere)
                .then()
                .statusCode(404);
        LeaseStage.delete(stage.keeper, LEASES + "/" + held.lease(), elsewhere)
                .then()
                .statusCode(404);
        elsewhere.putAll(Map.of("path", "/app", "environmentSlug", "dev"));
        LeaseStage.delete(stage.keeper, LEASES + "/" + held.lease(), elsewhere)
                .then()
                .statusCode(404);
        assertThat(stage.logsIn(held)).isTrue();
    }

    @Test
    void metrics_tellOfOpenLeases() {
        stage.define("orders");
        var _ = stage.take("orders");

        await().atMost(LONG)
                .until(
                        () -> given().get("/q/metrics").asString(),
                        matchesPattern("(?s).*claviger_dynamic_leases [1-9].*"));
        given().get("/q/metrics").then().body(containsString("claviger_dynamic_leases_oldest_failure_seconds"));
    }

    @Test
    void concurrentAskers_getLoginsOfTheirOwn() {
        stage.define("orders");

        List<Integer> statuses = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> stage.ask(stage.keeper, "orders", "").statusCode())
                .toList();

        assertThat(statuses).containsOnly(200);
        stage.get(stage.keeper, ROUTE + "/orders/leases").then().body("leases", hasSize(12));
        assertThat(stage.logins()).isEqualTo(12);
    }
}
