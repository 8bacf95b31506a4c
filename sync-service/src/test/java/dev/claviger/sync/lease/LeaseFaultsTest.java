package dev.claviger.sync.lease;

import static dev.claviger.sync.lease.LeaseStage.LEASES;
import static dev.claviger.sync.lease.LeaseStage.LONG;
import static dev.claviger.sync.lease.LeaseStage.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.sync.VaultStub;
import dev.claviger.sync.lease.LeaseStage.Held;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of logins when something breaks between the steps of their life. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class LeaseFaultsTest {
    @Inject
    EndStore queue;

    private final LeaseStage stage = new LeaseStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    private void defineWith(String field, String statement) {
        Map<String, Object> inputs = stage.inputs();
        inputs.put(field, statement);
        stage.define(stage.definition("orders", inputs));
    }

    private long stored() {
        return stage.get(stage.keeper, ROUTE + "/orders/leases")
                .jsonPath()
                .getList("leases")
                .size();
    }

    // Making

    @Test
    void T22_refusedStatement_leavesNeitherLoginNorLease() {
        String before = LeaseStage.CREATION + ";SELECT 1 / 0";
        defineWith("creationStatement", before);
        try (LogCanary canary = LogCanary.listen()) {
            stage.ask(stage.keeper, "orders", "")
                    .then()
                    .statusCode(400)
                    .body("message", containsString("statement 3"))
                    .body("message", containsString("22012"));
            canary.assertSilent("PASSWORD '");
        }
        assertThat(stage.logins()).isZero();
        assertThat(countLeases()).isZero();
    }

    private long countLeases() {
        return LeaseStage.count(
                "SELECT count(*) FROM dynamic_secret_lease l JOIN dynamic_secret d ON d.id = l.dynamic_secret_id WHERE d.org_id = '%s'"
                        .formatted(stage.org));
    }

    @Test
    void T22_serverThatHangs_leavesNeitherLoginNorLease() {
        defineWith("creationStatement", LeaseStage.CREATION + ";SELECT pg_sleep(30)");

        stage.ask(stage.keeper, "orders", "").then().statusCode(400);

        await().atMost(LONG).until(() -> countLeases() == 0 && stage.logins() == 0);
    }

    /** Nobody knows whether it was committed: the lease stays until it is sure that there is no login. */
    @Test
    void T22_commitThatHangs_leavesNeitherLoginNorLease() {
        LeaseStage.server(stage.target, "CREATE TABLE slow (id int)");
        LeaseStage.server(stage.target, "GRANT ALL ON slow TO " + stage.account);
        LeaseStage.server(
                stage.target,
                "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NULL;"
                        + " END $$");
        LeaseStage.server(
                stage.target,
                "CREATE CONSTRAINT TRIGGER nap AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE"
                        + " FUNCTION nap()");
        defineWith("creationStatement", LeaseStage.CREATION + ";INSERT INTO slow VALUES (1)");

        stage.ask(stage.keeper, "orders", "").then().statusCode(400);

        await().atMost(LONG).until(() -> countLeases() == 0 && stage.logins() == 0);
    }

    @Test
    void T22_serverThatIsAway_givesNothing() {
        stage.define("orders");
        stage.wire.cut();

        stage.ask(stage.keeper, "orders", "").then().statusCode(400);

        assertThat(countLeases()).isZero();
    }

    /** After the lease was written down: there is no login, and nothing is left. */
    @Test
    void T22_crashBeforeTheLoginIsMade_leavesNothing() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.server("postgres", "DROP ROLE \"%s\"".formatted(held.username()));

        crashedWhileCreating(held);

        await().atMost(LONG).until(() -> !LeaseStage.isStored(held.lease()));
    }

    /** After the login was made: nobody has got it, and it ends. */
    @Test
    void T22_crashBeforeTheLeaseIsActive_endsTheLogin() {
        stage.define("orders");
        Held held = stage.take("orders");
        assertThat(stage.logsIn(held)).isTrue();

        crashedWhileCreating(held);

        stage.awaitEnd(held);
    }

    private static void crashedWhileCreating(Held held) {
        LeaseStage.stored("UPDATE dynamic_secret_lease SET state = 'CREATING', due_at = now() WHERE id = '%s'"
                .formatted(held.lease()));
    }

    /** Until its time is up, a lease that is being made is nobody's business. */
    @Test
    void leaseThatIsBeingMade_isNotSeen_andNotEnded() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.stored(
                "UPDATE dynamic_secret_lease SET state = 'CREATING', due_at = now() + interval '1 hour' WHERE id = '%s'"
                        .formatted(held.lease()));

        stage.get(stage.keeper, LEASES + "/" + held.lease()).then().statusCode(404);
        stage.end(held.lease(), true).then().statusCode(404);
        stage.renew(held.lease(), "1h").then().statusCode(404);
        assertThat(stored()).isZero();
        assertThat(stage.logsIn(held)).isTrue();
    }

    @Test
    void T22_deletionWhileALoginIsMade_endsIt() {
        defineWith("creationStatement", LeaseStage.CREATION + ";SELECT pg_sleep(2)");
        CompletableFuture<Response> asked = CompletableFuture.supplyAsync(() -> stage.ask(stage.keeper, "orders", ""));
        await().atMost(LONG).until(() -> countLeases() == 1);

        stage.remove("orders", false).then().statusCode(200);

        asked.join().then().statusCode(400).body("message", containsString("was deleted"));
        await().atMost(LONG).until(() -> countLeases() == 0 && stage.logins() == 0);
        await().atMost(LONG)
                .until(() -> stage.get(stage.keeper, ROUTE + "/orders").statusCode() == 404);
    }

    @Test
    void leases_areLimited() {
        stage.define("orders");
        String id = stage.idOf("orders");
        LeaseStage.stored("""
                INSERT INTO dynamic_secret_lease (id, dynamic_secret_id, inputs_id, state, sealed, expire_at, due_at)
                SELECT gen_random_uuid(), d.id, d.inputs_id, 'ACTIVE', ''::bytea, now() + interval '1 day', now() + interval '1 day'
                FROM dynamic_secret d, generate_series(1, 200) WHERE d.id = '%s'
                """.formatted(id));

        stage.ask(stage.keeper, "orders", "")
                .then()
                .statusCode(400)
                .body("message", equalTo("Max lease limit reached. Limit: 200"));

        LeaseStage.stored("DELETE FROM dynamic_secret_lease WHERE dynamic_secret_id = '%s'".formatted(id));
    }

    // Ending

    @Test
    void T22_serverThatIsAwayAtTheEnd_isAskedUntilItIsBack() {
        stage.define("orders");
        Held held = stage.take("orders");
        Held other = stage.take("orders");
        stage.wire.cut();

        stage.end(held.lease(), false)
                .then()
                .statusCode(200)
                .body("lease.status", equalTo("Failed to delete"))
                .body("lease.statusDetails", containsString("08001"));
        LeaseStage.expire(other.lease());
        await().atMost(LONG)
                .until(() -> "Failed to delete"
                        .equals(stage.get(stage.keeper, LEASES + "/" + other.lease())
                                .path("lease.status")));
        assertThat(LeaseStage.exists(held.username())).isTrue();
        stage.renew(held.lease(), "1h").then().statusCode(404);

        stage.wire.mend();

        stage.awaitEnd(held);
        stage.awaitEnd(other);
    }

    @Test
    void T22_statementThatFails_isToldAndTriedAgain_untilSomebodyMendsIt() {
        defineWith("revocationStatement", LeaseStage.REVOCATION + ";SELECT 1 / 0 -- {{username}}");
        Held held = stage.take("orders");
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            LeaseStage.expire(held.lease());
            await().atMost(LONG)
                    .untilAsserted(() -> stage.get(stage.keeper, LEASES + "/" + held.lease())
                            .then()
                            .body("lease.status", equalTo("Failed to delete"))
                            .body("lease.statusDetails", containsString("statement 4")));
            assertThat(LeaseStage.exists(held.username())).isTrue();

            Map<String, Object> change = stage.place();
            change.put("data", Map.of("inputs", Map.of("revocationStatement", LeaseStage.REVOCATION)));
            LeaseStage.patch(stage.keeper, ROUTE + "/orders", change).then().statusCode(200);

            stage.awaitEnd(held);
            await().atMost(LONG).until(() -> ends(tap, held).size() == 2);
            assertThat(ends(tap, held).getFirst())
                    .contains("\"outcome\":\"error\"")
                    .contains("Failed to delete");
            assertThat(ends(tap, held).getLast())
                    .contains("\"outcome\":\"success\"")
                    .contains("platform");
        }
    }

    private static List<String> ends(EventTap tap, Held held) {
        return tap
                .all(event -> event.text().contains("delete-dynamic-secret-lease")
                        && event.text().contains(held.lease()))
                .stream()
                .map(EventTap.Event::text)
                .toList();
    }

    /** A statement that succeeds proves nothing. */
    @Test
    void T22_statementThatLeavesTheLogin_doesNotEndTheLease() {
        defineWith("revocationStatement", "REVOKE \"{{database}}\" FROM \"{{username}}\"");
        Held held = stage.take("orders");

        stage.end(held.lease(), false)
                .then()
                .statusCode(200)
                .body("lease.status", equalTo("Failed to delete"))
                .body("lease.statusDetails", containsString("can log in"));
        assertThat(LeaseStage.isStored(held.lease())).isTrue();
        stage.end(held.lease(), true).then().statusCode(200).body("lease.status", nullValue());
        assertThat(LeaseStage.isStored(held.lease())).isFalse();
    }

    /** Somebody was there before. */
    @Test
    void T22_loginThatIsGoneAlready_endsItsLease() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.server("postgres", "DROP ROLE \"%s\"".formatted(held.username()));

        stage.end(held.lease(), false).then().statusCode(200).body("lease.status", nullValue());
        assertThat(LeaseStage.isStored(held.lease())).isFalse();
    }

    /** The replica that had claimed it died before or after it was at the server. */
    @Test
    void T22_crashWhileEnding_isTakenOver() {
        stage.define("orders");
        Held before = stage.take("orders");
        Held after = stage.take("orders");
        LeaseStage.server("postgres", "DROP ROLE \"%s\"".formatted(after.username()));
        LeaseStage.stored("""
                UPDATE dynamic_secret_lease SET state = 'ENDING', due_at = now(), owner = gen_random_uuid(),
                    claimed_until = now() + interval '2 seconds' WHERE id IN ('%s', '%s')
                """.formatted(before.lease(), after.lease()));

        stage.awaitEnd(before);
        stage.awaitEnd(after);
    }

    /** The login was prolonged at the server and the lease was not: it ends when the lease says. */
    @Test
    void T19_crashWhileRenewing_doesNotProlongTheLease() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.server("postgres", "ALTER ROLE \"%s\" VALID UNTIL 'infinity'".formatted(held.username()));
        LeaseStage.stored(
                "UPDATE dynamic_secret_lease SET owner = gen_random_uuid(), claimed_until = now() + interval '2 seconds' WHERE id = '%s'"
                        .formatted(held.lease()));
        stage.renew(held.lease(), "1h").then().statusCode(503);

        LeaseStage.expire(held.lease());

        stage.awaitEnd(held);
    }

    /** The clock of the database goes back and forth; what was due stays due. */
    @Test
    void clockThatJumps_loosesNothing() {
        stage.define("orders");
        Held held = stage.take("orders");
        LeaseStage.stored(
                "UPDATE dynamic_secret_lease SET expire_at = now() - interval '10 years', due_at = now() - interval '10 years' WHERE id = '%s'"
                        .formatted(held.lease()));

        stage.awaitEnd(held);
    }

    /** As two replicas do. */
    @Test
    void queue_givesEachLeaseToOne() {
        stage.define("orders");
        for (int i = 0; i < 4; i++) {
            var _ = stage.take("orders");
        }
        LeaseStage.stored(
                "UPDATE dynamic_secret_lease l SET due_at = now() - interval '9 years' FROM dynamic_secret d WHERE d.id = l.dynamic_secret_id AND d.org_id = '%s'"
                        .formatted(stage.org));

        var claimed = IntStream.range(0, 12)
                .parallel()
                .mapToObj(i -> queue.claimDue(UUID.randomUUID(), Duration.ofSeconds(3))
                        .await()
                        .atMost(LONG))
                .flatMap(found -> found.stream())
                .map(Lease::id)
                .toList();

        assertThat(claimed).doesNotHaveDuplicates();
        await().atMost(LONG).until(() -> countLeases() == 0 && stage.logins() == 0);
    }

    // The definition goes

    @Test
    void T22_deletion_waitsForTheLastLease() {
        stage.define("orders");
        Held held = stage.take("orders");
        stage.wire.cut();

        stage.remove("orders", false)
                .then()
                .statusCode(200)
                .body("dynamicSecret.status", equalTo("Revocation in process"));
        stage.ask(stage.keeper, "orders", "").then().statusCode(400).body("message", containsString("being deleted"));
        stage.renew(held.lease(), "1h").then().statusCode(400);
        LeaseStage.post(stage.keeper, ROUTE, stage.definition("orders", stage.inputs()))
                .then()
                .statusCode(400);
        await().atMost(LONG)
                .untilAsserted(() -> stage.get(stage.keeper, ROUTE + "/orders")
                        .then()
                        .body("dynamicSecret.status", equalTo("Failed to delete"))
                        .body("dynamicSecret.statusDetails", containsString("08001")));

        stage.wire.mend();

        stage.awaitEnd(held);
        await().atMost(LONG)
                .until(() -> stage.get(stage.keeper, ROUTE + "/orders").statusCode() == 404);
        stage.define("orders");
    }

    @Test
    void deletion_isAtOnce_withoutLeases() {
        stage.define("orders");

        stage.remove("orders", false).then().statusCode(200).body("dynamicSecret.status", nullValue());

        stage.get(stage.keeper, ROUTE + "/orders").then().statusCode(404);
        stage.remove("orders", false).then().statusCode(404);
    }

    /** Whoever forces it finds the names of what was left in the log. */
    @Test
    void forcedDeletion_forgetsWhatCannotBeEnded_andSaysSo() {
        stage.define("orders");
        Held held = stage.take("orders");
        stage.wire.cut();
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            stage.remove("orders", true).then().statusCode(200);

            stage.get(stage.keeper, ROUTE + "/orders").then().statusCode(404);
            stage.get(stage.keeper, LEASES + "/" + held.lease()).then().statusCode(404);
            String told = tap.awaitEvent(
                            event -> event.text().contains("delete-dynamic-secret-lease")
                                    && event.text().contains(held.lease()),
                            LONG)
                    .text();
            assertThat(told).contains("Forgotten").contains(held.username()).contains("\"outcome\":\"error\"");
        }
        await().atMost(LONG).until(() -> countLeases() == 0);
        assertThat(LeaseStage.exists(held.username())).isTrue();
    }

    @Test
    void forcedDeletion_endsWhatCanBeEnded() {
        stage.define("orders");
        Held held = stage.take("orders");

        stage.remove("orders", true).then().statusCode(200);

        stage.awaitEnd(held);
    }

    /** Leases at the old server end there. */
    @Test
    void T22_definitionThatMoves_endsItsLeasesWhereTheyAre() {
        stage.define("orders");
        Held held = stage.take("orders");
        try (LeaseStage other = new LeaseStage()) {
            Map<String, Object> change = stage.place();
            change.put("data", Map.of("inputs", other.inputs()));
            LeaseStage.patch(stage.keeper, ROUTE + "/orders", change).then().statusCode(200);
            Response moved = stage.ask(stage.keeper, "orders", "");
            Held there =
                    new Held(moved.path("lease.id"), moved.path("data.DB_USERNAME"), moved.path("data.DB_PASSWORD"));
            assertThat(other.logsIn(there)).isTrue();

            stage.end(held.lease(), false).then().statusCode(200).body("lease.status", nullValue());

            assertThat(stage.logsIn(held)).isFalse();
            assertThat(other.logsIn(there)).isTrue();
            stage.end(there.lease(), false).then().statusCode(200).body("lease.status", nullValue());
            assertThat(other.logsIn(there)).isFalse();
            stage.get(stage.keeper, ROUTE + "/orders/leases").then().body("leases", hasSize(0));
        }
    }
}
