package dev.claviger.audit.condition;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.audit.siem.Receiver;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is wrong with the log itself is an alert that begins once and ends by itself. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ConditionTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final UUID OPERATORS = UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a");

    private final String operator = TestTokens.admin(OPERATORS).make();
    private final VerifiableLog log = new VerifiableLog();

    /** The states of the alerts about a subject, newest first. */
    private static List<String> states(String token, String subject) {
        return given().auth()
                .oauth2(token)
                .queryParam("rule", "R20")
                .queryParam("subject", subject)
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.state");
    }

    private static void awaitStates(String token, String subject, String... states) {
        await(subject).atMost(SOON).until(() -> states(token, subject).equals(List.of(states)));
    }

    @Test
    void T14_gapOfAProducer_isTheOperatorsAlert_andEndsByItself() {
        try (Feed feed = new Feed();
                Receiver receiver = Receiver.start()) {
            String destination = given().auth()
                    .oauth2(operator)
                    .contentType(ContentType.JSON)
                    .body(Map.of(
                            "kind", "webhook",
                            "name", "operators",
                            "rules", List.of("R20"),
                            "states", List.of("open", "resolved"),
                            "settings", Map.of("url", receiver.url("/in"))))
                    .post("/api/x/alerts/destinations")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("id");
            String subject = "producer-gap:" + feed.boot() + ":2";
            feed.send(Feed.read(log.org));
            feed.skipTo(2);
            feed.send(Feed.read(log.org));

            awaitStates(operator, subject, "open");
            assertThat(states(log.token, subject)).isEmpty();

            feed.sendBytes(log.org.toString(), feed.encodeAs(Feed.read(log.org), 2));

            awaitStates(operator, subject, "resolved");
            await().atMost(SOON).until(() -> told(receiver, subject).equals(List.of("open", "resolved")));
            given().auth().oauth2(operator).delete("/api/x/alerts/destinations/" + destination);
        }
    }

    /** Nothing comes after the number that is missing; that it was taken, the producer told. */
    @Test
    void T14_lastNumbersOfAProducer_areMissed_andMayStillCome() {
        try (Feed feed = new Feed()) {
            String subject = "producer-gap:" + feed.boot() + ":2";
            feed.send(Feed.read(log.org));
            feed.beat(2, true);

            awaitStates(operator, subject, "open");
            feed.send(Feed.read(log.org));
            awaitStates(operator, subject, "resolved");
        }
    }

    @Test
    void T14_producerThatFallsSilent_isTheOperatorsAlert_unlessItSaidThatItStops() {
        try (Feed feed = new Feed();
                Feed other = new Feed()) {
            feed.beat(0, false);
            other.beat(0, false);
            other.beat(0, true);

            awaitStates(operator, "silent:" + feed.boot(), "open");
            assertThat(states(operator, "silent:" + other.boot())).isEmpty();
            assertThat(states(log.token, "silent:" + feed.boot())).isEmpty();

            feed.beat(0, false);
            awaitStates(operator, "silent:" + feed.boot(), "resolved");
            feed.beat(0, true);
        }
    }

    @Test
    void entriesThatLieInNoMonth_areTheOperatorsAlert() {
        log.grow(1);
        String move = "UPDATE trail SET class = '%s', received_at = %s WHERE org = '%s'";
        Rows.unguarded(move.formatted("d90", "'2001-01-15'", log.org));

        awaitStates(operator, "partition:rest", "open");
        Rows.unguarded(move.formatted("y7", "now()", log.org));
        awaitStates(operator, "partition:rest", "resolved");
        assertThat(states(operator, "partition:next")).isEmpty();
    }

    @Test
    void heartbeat_entersNoLog_andOneOfNobodyIsPoison() {
        try (Feed feed = new Feed()) {
            feed.beat(0, true);
            feed.sendBytes("key", feed.encodeAs(Feed.begin("producer-heartbeat").with("last", -1), 0));
            var _ = feed.send(Feed.read(log.org));
            await().atMost(SOON)
                    .until(() -> !Rows.find("SELECT id FROM quarantine WHERE reason = 'it is a heartbeat of nobody'")
                            .isEmpty());
        }
        assertThat(Rows.find("SELECT idx FROM trail WHERE name = 'producer-heartbeat'"))
                .isEmpty();
    }

    private static List<String> told(Receiver receiver, String subject) {
        return receiver.calls().stream()
                .filter(call -> call.json().at("/data/subject").asText().equals(subject))
                .map(call -> call.json().at("/data/state").asText())
                .toList();
    }

    @Test
    void recordsInQuarantine_areAnAlert_untilItIsQuiet() {
        String subject = "quarantine:" + RealEngines.ACCESS_EVENTS;
        Rows.unguarded("UPDATE quarantine SET received_at = now() - interval '2 hours'");
        await().atMost(SOON).until(() -> !states(operator, subject).contains("open"));
        int before = states(operator, subject).size();
        try (Feed feed = new Feed()) {
            feed.sendBytes("key", "no event".getBytes(UTF_8));
            feed.sendBytes("key", "none either".getBytes(UTF_8));
        }
        await().atMost(SOON).until(() -> states(operator, subject).contains("open"));

        Rows.unguarded("UPDATE quarantine SET received_at = now() - interval '2 hours'");

        await().atMost(SOON).until(() -> !states(operator, subject).contains("open"));
        assertThat(states(operator, subject)).hasSize(before + 1);
    }

    @Test
    void streamThatIsPaused_isItsOrganisationsAlert_untilItGoesOn() {
        try (Receiver receiver = Receiver.start()) {
            String id = given().auth()
                    .oauth2(log.token)
                    .contentType(ContentType.JSON)
                    .body(Map.of("credentials", Map.of("url", receiver.url("/in"))))
                    .post("/api/v1/audit-log-streams/custom")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("auditLogStream.id");
            pause(id, true);
            log.grow(1);
            assertThat(states(log.token, "stream:" + id)).isEmpty();
            Rows.execute(
                    "UPDATE audit_stream SET updated_at = now() - interval '1 hour', created_at = now() - interval '1 hour',"
                            + " delivered_at = now() - interval '1 hour' WHERE id = '" + id + "'");

            awaitStates(log.token, "stream:" + id, "open");
            pause(id, false);

            awaitStates(log.token, "stream:" + id, "resolved");
        }
    }

    private void pause(String stream, boolean paused) {
        given().auth()
                .oauth2(log.token)
                .contentType(ContentType.JSON)
                .body(Map.of("paused", paused))
                .patch("/api/v1/audit-log-streams/custom/" + stream)
                .then()
                .statusCode(200);
    }

    /** What is about the platform is for those who run it: others can neither read nor end it, whoever they are at home. */
    @Test
    void T16_alertOfThePlatform_isNotThere_forAdministratorsOfOthers() {
        UUID alert = UUID.randomUUID();
        Rows.execute(
                "INSERT INTO alert (id, kind, subject, facts, raised_at) VALUES ('%s', 'canary', '%s', '{}', now())"
                        .formatted(alert, alert));
        awaitStates(operator, "canary:" + alert, "open");
        String id = given().auth()
                .oauth2(operator)
                .queryParam("subject", "canary:" + alert)
                .get("/api/x/alerts")
                .path("alerts[0].id");

        given().auth().oauth2(log.token).get("/api/x/alerts/" + id).then().statusCode(404);
        given().auth()
                .oauth2(log.token)
                .contentType(ContentType.JSON)
                .body(Map.of("state", "resolved"))
                .patch("/api/x/alerts/" + id)
                .then()
                .statusCode(404);

        assertThat(states(operator, "canary:" + alert)).containsExactly("open");
        Rows.execute("INSERT INTO alert_end (alert_id, ended_at) VALUES ('%s', now())".formatted(alert));
    }

    @Test
    void canaryThatIsNotProved_isAnAlert_untilOneIs() {
        UUID alert = UUID.randomUUID();
        Rows.execute(
                "INSERT INTO alert (id, kind, subject, facts, raised_at) VALUES ('%s', 'canary', '%s', '{}', now())"
                        .formatted(alert, alert));
        awaitStates(operator, "canary:" + alert, "open");

        Rows.execute("INSERT INTO alert_end (alert_id, ended_at) VALUES ('%s', now())".formatted(alert));

        awaitStates(operator, "canary:" + alert, "resolved");
    }

    @Test
    void T14_logThatIsNotSigned_isItsOrganisationsAlert_untilItIs() {
        log.grow(1);
        Rows.execute("""
                CREATE OR REPLACE FUNCTION refuse_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON signed_checkpoint FOR EACH ROW WHEN (NEW.shard_id = %d)
                EXECUTE FUNCTION refuse_signature();
                """.formatted(log.shardId()));
        String subject = "checkpoint:" + log.shard();
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(log.org));
            await().atMost(SOON).until(() -> Rows.log(log.org).size() > 1);
            Rows.unguarded("UPDATE trail SET received_at = received_at - interval '10 minutes' WHERE org = '%s'"
                    .formatted(log.org));

            awaitStates(log.token, subject, "open");
        } finally {
            Rows.execute("DROP TRIGGER refuse ON signed_checkpoint");
        }

        awaitStates(log.token, subject, "resolved");
    }

    @Test
    void T14_logThatIsNotSigned_staysAnAlert_whenItsQuarterIsOver() {
        log.grow(1);
        long shard = log.shardId();
        String subject = "checkpoint:" + log.shard();
        Rows.execute("""
                CREATE OR REPLACE FUNCTION refuse_signature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON signed_checkpoint FOR EACH ROW WHEN (NEW.shard_id = %d)
                EXECUTE FUNCTION refuse_signature();
                """.formatted(shard));
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(log.org));
            await().atMost(SOON).until(() -> Rows.log(log.org).size() > 1);
            Rows.unguarded("UPDATE trail SET received_at = received_at - interval '10 minutes' WHERE org = '%s'"
                    .formatted(log.org));
            awaitStates(log.token, subject, "open");

            log.endQuarter();

            await().during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> states(log.token, subject).equals(List.of("open")));
        } finally {
            Rows.execute("DROP TRIGGER refuse ON signed_checkpoint");
        }

        awaitStates(log.token, subject, "resolved");
    }

    @Test
    void T14_logThatIsNotWitnessed_isItsOrganisationsAlert_untilItIs() {
        log.grow(1);
        Rows.execute("""
                CREATE OR REPLACE FUNCTION refuse_cosignature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON cosignature FOR EACH ROW WHEN (NEW.shard_id = %d)
                EXECUTE FUNCTION refuse_cosignature();
                """.formatted(log.shardId()));
        String subject = "witness:stub:" + log.shard();
        try {
            log.grow(1);
            Rows.unguarded("UPDATE signed_checkpoint SET signed_at = signed_at - interval '1 hour' WHERE shard_id = "
                    + log.shardId());

            awaitStates(log.token, subject, "open");
        } finally {
            Rows.execute("DROP TRIGGER refuse ON cosignature");
        }

        awaitStates(log.token, subject, "resolved");
    }

    @Test
    void streamThatDoesNotDeliver_isItsOrganisationsAlert_untilItDoes() {
        try (Receiver receiver = Receiver.start()) {
            String id = given().auth()
                    .oauth2(log.token)
                    .contentType(ContentType.JSON)
                    .body(Map.of("credentials", Map.of("url", receiver.url("/in"))))
                    .post("/api/v1/audit-log-streams/custom")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("auditLogStream.id");
            receiver.answers(500, Map.of(), "");
            log.grow(1);
            Rows.execute(
                    "UPDATE audit_stream SET updated_at = now() - interval '1 hour', created_at = now() - interval '1 hour',"
                            + " delivered_at = NULL WHERE id = '" + id + "'");

            awaitStates(log.token, "stream:" + id, "open");
            receiver.answers(200, Map.of(), "");

            awaitStates(log.token, "stream:" + id, "resolved");
        }
    }

    /** A person's word counts: what was resolved by hand is not raised again as long as the cause lasts. */
    @Test
    void conditionThatSomebodyResolved_staysQuiet_untilItComesBack() {
        UUID alert = UUID.randomUUID();
        Rows.execute(
                "INSERT INTO alert (id, kind, subject, facts, raised_at) VALUES ('%s', 'canary', '%s', '{}', now())"
                        .formatted(alert, alert));
        String subject = "canary:" + alert;
        awaitStates(operator, subject, "open");
        String id = given().auth()
                .oauth2(operator)
                .queryParam("subject", subject)
                .get("/api/x/alerts")
                .path("alerts[0].id");
        given().auth()
                .oauth2(operator)
                .contentType(ContentType.JSON)
                .body(Map.of("state", "false-positive", "note", "a drill"))
                .patch("/api/x/alerts/" + id)
                .then()
                .statusCode(200);

        Rows.execute("INSERT INTO alert_end (alert_id, ended_at) VALUES ('%s', now())".formatted(alert));

        await().atMost(SOON)
                .until(() -> Rows.find("SELECT 1 FROM log_condition WHERE subject = ?", subject)
                        .isEmpty());
        assertThat(states(operator, subject)).containsExactly("false-positive");
    }
}
