package dev.claviger.audit.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nobody makes the log forget sooner alone. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class SecondAdministratorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, String> YEAR = Map.of("defaultClass", "y1");
    private static final Map<String, String> QUARTER = Map.of("defaultClass", "d90");

    private final KeptLog kept = new KeptLog();

    @Test
    void T14_shorterPlan_countsWhenASecondAdministratorAsksForTheSame() {
        for (int again = 0; again < 2; again++) {
            kept.put(kept.log.token, YEAR)
                    .statusCode(200)
                    .body("defaultClass", equalTo("y7"))
                    .body("proposed.defaultClass", equalTo("y1"))
                    .body("proposed.eventTypes", anEmptyMap())
                    .body("proposed.askedBy", notNullValue());
        }
        assertThat(classOfNewEntries()).isEqualTo("y7");
        kept.get("").body("defaultClass", equalTo("y7")).body("proposed.defaultClass", equalTo("y1"));

        kept.put(kept.second, YEAR)
                .statusCode(200)
                .body("defaultClass", equalTo("y1"))
                .body("proposed", nullValue());

        assertThat(classOfNewEntries()).isEqualTo("y1");
        await().atMost(SOON).until(() -> kept.count("trail WHERE name = 'audit-retention-shorter-asked'") == 2);
        await().atMost(SOON).until(() -> kept.count("trail WHERE name = 'audit-retention-updated'") == 1);
        await().atMost(SOON).until(() -> !alerts().isEmpty());
    }

    /** A single event that is kept for a shorter time is enough, whatever becomes of the others. */
    @Test
    void T14_planThatIsShorterForOneEventOnly_isAShorterOne() {
        kept.put(kept.log.token, Map.of("eventTypes", Map.of("get-secret", "d90")))
                .body("eventTypes", anEmptyMap())
                .body("proposed.eventTypes.get-secret", equalTo("d90"));

        assertThat(classOfNewEntries()).isEqualTo("y7");
    }

    @Test
    void administratorsWhoWantDifferentPlans_doNotAgree() {
        kept.put(kept.log.token, YEAR);

        kept.put(kept.second, QUARTER)
                .body("defaultClass", equalTo("y7"))
                .body("proposed.defaultClass", equalTo("d90"));
        kept.put(kept.log.token, YEAR).body("defaultClass", equalTo("y7"));
        kept.put(kept.second, YEAR).body("defaultClass", equalTo("y1"));
    }

    @Test
    void longerPlan_countsAtOnce_andWithdrawsWhatWasAsked() {
        kept.put(YEAR).body("defaultClass", equalTo("y1"));
        kept.put(kept.log.token, QUARTER).body("proposed.defaultClass", equalTo("d90"));

        kept.put(kept.second, Map.of("defaultClass", "y3"))
                .body("defaultClass", equalTo("y3"))
                .body("proposed", nullValue());

        kept.put(kept.second, QUARTER).body("defaultClass", equalTo("y3"));
    }

    @Test
    void whatWasAskedLongAgo_isForgotten() {
        kept.put(kept.log.token, YEAR);
        Rows.execute("UPDATE retention_proposal SET asked_at = asked_at - interval '7 days' WHERE org = '%s'"
                .formatted(kept.log.org));
        kept.get("").body("proposed", nullValue());

        kept.put(kept.second, YEAR).body("defaultClass", equalTo("y7"));
        kept.put(kept.log.token, YEAR).body("defaultClass", equalTo("y1"));
    }

    @Test
    void T14_hold_endsWhenASecondAdministratorLiftsIt() {
        String hold = hold();

        for (int again = 0; again < 2; again++) {
            lift(kept.log.token, hold).body("liftedAt", nullValue()).body("liftAskedBy", notNullValue());
        }
        assertThat(isHeld()).isTrue();

        lift(kept.second, hold).body("liftedAt", notNullValue()).body("liftAskedBy", notNullValue());

        assertThat(isHeld()).isFalse();
        kept.post(kept.second, "/holds/" + hold + "/lift", Map.of("reason", "again"))
                .statusCode(400);
        await().atMost(SOON).until(() -> kept.count("trail WHERE name = 'legal-hold-lift-asked'") == 2);
        await().atMost(SOON).until(() -> kept.count("trail WHERE name = 'legal-hold-lifted'") == 1);
    }

    @Test
    void hold_thatSomebodyWantsToKeep_isNotLiftedByTheNext() {
        String hold = hold();
        lift(kept.log.token, hold);

        kept.post(kept.second, "/holds/" + hold + "/keep", Map.of())
                .statusCode(200)
                .body("liftAskedBy", nullValue());

        lift(kept.second, hold).body("liftedAt", nullValue());
        assertThat(isHeld()).isTrue();
    }

    @Test
    void T16_holdOfAnotherOrganisation_isNotThere() {
        String hold = hold();

        new KeptLog().post("/holds/" + hold + "/keep", Map.of()).statusCode(404);
    }

    /** Also a service that was broken into does not lift a hold with one statement. */
    @Test
    void T14_database_refusesALiftThatNobodyElseAskedFor() throws SQLException {
        String hold = hold();
        try (Connection app = RealEngines.connectAsApp("audit");
                Statement statement = app.createStatement()) {
            for (String asker : List.of("NULL", "'a'", "'b'")) {
                assertThatThrownBy(() -> statement.execute(
                                "INSERT INTO legal_hold_end (hold_id, reason, lifted_by, lifted_at, asked_by) VALUES ('%s', 'r', 'a', now(), %s)"
                                        .formatted(hold, asker)))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                refused -> assertThat(refused.getSQLState()).startsWith("23"));
            }
        }
        assertThat(isHeld()).isTrue();
    }

    private String hold() {
        return kept.post("/holds", Map.of("reason", "case 4711"))
                .statusCode(200)
                .extract()
                .path("id");
    }

    @CanIgnoreReturnValue
    private ValidatableResponse lift(String token, String hold) {
        return kept.post(token, "/holds/" + hold + "/lift", Map.of("reason", "settled"))
                .statusCode(200);
    }

    private String classOfNewEntries() {
        return (String) Rows.find("SELECT retention_class_of(?, 'get-secret')", kept.log.org.toString())
                .getFirst();
    }

    private boolean isHeld() {
        return (Boolean) Rows.find("SELECT is_held(?, 'any', 'any', now())", kept.log.org.toString())
                .getFirst();
    }

    private List<String> alerts() {
        return given().auth()
                .oauth2(kept.log.token)
                .queryParam("rule", "R13")
                .get("/api/x/alerts")
                .then()
                .statusCode(200)
                .extract()
                .path("alerts.subject");
    }
}
