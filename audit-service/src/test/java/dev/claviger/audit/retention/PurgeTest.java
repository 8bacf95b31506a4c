package dev.claviger.audit.retention;

import static dev.claviger.audit.retention.KeptLog.purge;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;

import dev.claviger.audit.Fsck;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.FolderLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.LogSource;
import dev.claviger.verifier.Payload;
import dev.claviger.verifier.ServedLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads go with their month, the log tells of it, and what is held stays. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class PurgeTest {
    private static final String ERASED = "payload erased by policy";
    private static final String MISSING = "payload missing without a purge record";

    private final KeptLog kept = new KeptLog();

    @Test
    void passedMonth_isDropped_andTheLogTellsOfIt() {
        kept.grow(4);
        kept.receivedIn(1);

        purge();

        assertThat(Rows.find("SELECT to_regclass('trail_d90_2026_01')::text")).containsOnlyNulls();
        assertThat(Rows.find("SELECT to_regclass('trail_secret_d90_2026_01')::text"))
                .containsOnlyNulls();
        kept.verify(0, 3)
                .body("verdicts.answer", everyItem(equalTo(ERASED)))
                .body("verdicts[0].purge.kind", equalTo("retention"))
                .body("verdicts[0].purge.retentionClass", equalTo("d90"))
                .body("verdicts[0].purge.by", equalTo("platform"));
        kept.awaitAllSigned();
        LogReport report = kept.log.verify(Optional.empty());
        assertThat(report.isSound()).isTrue();
        assertThat(report.payloads().erased()).isEqualTo(4);
        assertThat(report.payloads().purges()).singleElement().satisfies(purge -> {
            assertThat(purge.entries()).isEqualTo(4);
            assertThat(purge.by()).isEqualTo("platform");
        });
        kept.get("/purges")
                .statusCode(200)
                .body("purges[0].kind", equalTo("retention"))
                .body("purges[0].month", equalTo("2026-01-01"))
                .body("purges[0].entries", equalTo(4));
    }

    @Test
    @EnabledIfEnvironmentVariable(named = Fsck.VARIABLE, matches = ".+")
    void fsck_findsTheLogSound_afterAMonthWasDropped(@TempDir Path folder) throws IOException, InterruptedException {
        kept.grow(3);
        kept.receivedIn(1);

        purge();

        kept.verify(0, 2).body("verdicts.answer", everyItem(equalTo(ERASED)));
        kept.awaitAllSigned();
        assertThat(new Fsck(kept.log, folder).served()).contains(Fsck.SOUND);
    }

    /** More than a page of payloads is gone; what comes after is checked and copied all the same, whichever way the server counts pages. */
    @Test
    void whatComesAfterALongPurge_isVerified_andInTheCopy(@TempDir Path folder) {
        kept.log.growInBulk(2_500);
        kept.receivedIn(7);
        purge();
        kept.grow(3);
        kept.awaitAllSigned();

        LogReport served = kept.log.verify(Optional.empty());
        LogReport paged;
        LogReport copied;
        try (ServedLog log = new ServedLog(kept.log.address(), Optional.of(kept.log.token), true)) {
            paged = check(new PagedByIndex(log));
            assertThat(check(new CopiedLog(log, folder.resolve("copy"), kept.log.verifierKey()))
                            .isSound())
                    .isTrue();
            copied = check(new FolderLog(folder.resolve("copy")));
        }

        assertThat(List.of(served, paged, copied)).allSatisfy(report -> {
            assertThat(report.isSound()).isTrue();
            assertThat(report.payloads().erased()).isEqualTo(2_500);
            assertThat(report.payloads().verified())
                    .isEqualTo(report.checkpoint().size() - 2_500);
        });
    }

    private LogReport check(LogSource source) {
        return new LogCheck(source, kept.log.key(), List.of(), Optional.empty()).run();
    }

    /** As servers were that counted leaves, and not what is there of them. */
    private record PagedByIndex(LogSource log) implements LogSource {
        @Override
        public Optional<byte[]> read(String path) {
            return log.read(path);
        }

        @Override
        public boolean hasPayloads() {
            return log.hasPayloads();
        }

        @Override
        public List<Payload> payloads(long from) {
            return log.payloads(from).stream()
                    .filter(payload -> payload.index() < from + LogSource.REACH)
                    .toList();
        }
    }

    @Test
    void monthWhoseTimeHasNotPassed_stays() {
        kept.grow(2);

        purge();

        kept.verify(0, 1).body("verdicts.answer", everyItem(equalTo("verified")));
    }

    @Test
    void heldEntry_survivesItsMonth_andGoesOnceItIsReleased() {
        List<AccessEvent> events = kept.grow(3);
        String hold = kept.hold(events.get(1));
        kept.receivedIn(2);

        purge();

        kept.verify(0, 2).body("verdicts.answer", contains(ERASED, "verified", ERASED));
        assertThat(kept.count("trail WHERE class = 'hold'")).isEqualTo(1);
        assertThat(kept.count("trail_secret WHERE class = 'hold'")).isEqualTo(1);

        kept.lift(hold, "settled").statusCode(200);
        purge();

        kept.verify(0, 2)
                .body("verdicts.answer", everyItem(equalTo(ERASED)))
                .body("verdicts[1].purge.retentionClass", equalTo("hold"));
        assertThat(kept.count("trail_secret WHERE class = 'hold'")).isZero();
    }

    /** The leaf names the places that went, so that it does not excuse their neighbour. */
    @Test
    void T15_heldEntryThatVanishes_isMissing_althoughItsMonthWasPurged() {
        List<AccessEvent> events = kept.grow(3);
        kept.hold(events.get(1));
        kept.receivedIn(3);
        purge();

        Rows.unguarded("DELETE FROM trail WHERE idx = 1 AND org = '" + kept.log.org + "'");

        kept.verify(0, 2).body("verdicts.answer", contains(ERASED, MISSING, ERASED));
        kept.awaitAllSigned();
        assertThat(kept.log.verify(Optional.empty()).payloads().missing()).containsExactly(1L);
    }

    /** Each table is written in another step; the purge dies there, and the next one does it all. */
    @ParameterizedTest
    @ValueSource(strings = {"leaf", "purge", "trail_hold", "trail_secret_hold"})
    void purgeThatDiesInBetween_changesNothing_andTheNextOneConverges(String step) {
        List<AccessEvent> events = kept.grow(3);
        kept.hold(events.get(2));
        kept.receivedIn(4);
        Rows.execute("CREATE OR REPLACE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
                + "$$ BEGIN RAISE EXCEPTION 'killed'; END $$;"
                + "CREATE TRIGGER die BEFORE INSERT ON " + step + " FOR EACH ROW EXECUTE FUNCTION die()");
        try {
            assertThatThrownBy(KeptLog::purge).isNotNull();
        } finally {
            Rows.execute("DROP TRIGGER die ON " + step);
        }
        kept.verify(0, 2).body("verdicts.answer", everyItem(equalTo("verified")));
        assertThat(kept.count("purge WHERE true")).isZero();

        purge();

        kept.verify(0, 2).body("verdicts.answer", contains(ERASED, ERASED, "verified"));
        assertThat(kept.count("purge WHERE true")).isEqualTo(1);
    }

    @Test
    void readerInTheWay_makesThePurgeWait_forTheNextTime() throws SQLException {
        kept.grow(2);
        kept.receivedIn(5);
        try (Connection reader = RealEngines.connectAsSuperuser("audit");
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE trail_d90_2026_05 IN ACCESS SHARE MODE");

            assertThatThrownBy(KeptLog::purge).isNotNull();
            reader.rollback();
        }
        kept.verify(0, 1).body("verdicts.answer", everyItem(equalTo("verified")));

        purge();

        kept.verify(0, 1).body("verdicts.answer", everyItem(equalTo(ERASED)));
    }

    /** Every second entry goes: more pieces than one transaction removes. A crash between the steps leaves a log that holds. */
    @Test
    void scatteredMonth_goesStepByStep_eachToldOf() throws SQLException {
        kept.log.growInBulk(12_000);
        kept.receivedIn(7, "idx % 2 = 1");
        try (Connection reader = RealEngines.connectAsSuperuser("audit");
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("LOCK TABLE trail_d90_2026_07 IN ACCESS SHARE MODE");

            assertThatThrownBy(KeptLog::purge).isNotNull();
            reader.rollback();
        }
        kept.awaitAllSigned();
        LogReport halfway = kept.log.verify(Optional.empty());

        purge();

        assertThat(halfway.isSound()).isTrue();
        assertThat(halfway.payloads().erased()).isEqualTo(1_000);
        assertThat(Rows.find("SELECT to_regclass('trail_d90_2026_07')::text")).containsOnlyNulls();
        kept.awaitAllSigned();
        LogReport report = kept.log.verify(Optional.empty());
        assertThat(report.isSound()).isTrue();
        assertThat(report.payloads().erased()).isEqualTo(6_000);
        assertThat(kept.count("trail WHERE name = 'get-secret'")).isEqualTo(6_000);
    }

    /** What the list of removals says is nothing without a leaf that says the same, place by place. */
    @Test
    void T15_aRowInTheList_withoutALeafThatTells_removesNothing() throws SQLException {
        kept.grow(3);
        String telling = "INSERT INTO purge (org, idx, kind, class, entries, done_by, done_at)"
                + " VALUES ('%s', %d, 'erasure', '*', 1, 'platform', now());"
                        .formatted(kept.log.org, Rows.log(kept.log.org).size());
        String leaf = """
                INSERT INTO leaf (quarter, shard_id, idx, envelope, hash)
                SELECT quarter, id, %d, convert_to(format(
                    '{"v":1,"type":"audit.retention.purged","purge":{"shard":"%%s","ranges":[[1,1]]}}', origin), 'UTF8'),
                    sha256('') FROM shard WHERE org = '%s';
                """.formatted(Rows.log(kept.log.org).size(), kept.log.org);
        try (Connection app = RealEngines.connectAsApp("audit");
                Statement statement = app.createStatement()) {
            app.setAutoCommit(false);
            for (String told : List.of(telling, telling + leaf)) {
                assertThatThrownBy(() ->
                                statement.execute(told + "SELECT erase_entries('%s', '{2}')".formatted(kept.log.org)))
                        .hasMessageContaining("the log does not tell of this");
                app.rollback();
            }
            assertThatThrownBy(() -> statement.execute(
                            telling + leaf + "SELECT erase_entries('%s', '{1,2}')".formatted(kept.log.org)))
                    .hasMessageContaining("the log does not tell of this");
            app.rollback();
            assertThatThrownBy(() -> statement.execute(telling + "SELECT erase_passed('y7', '2026-11-01')"))
                    .hasMessageContaining("the time of this month has not passed");
            app.rollback();
            statement.execute(telling + leaf + "SELECT erase_entries('%s', '{1}')".formatted(kept.log.org));
            app.rollback();
        }
        kept.verify(0, 2).body("verdicts.answer", everyItem(equalTo("verified")));
    }

    /** The service could not remove anything behind the log's back. */
    @Test
    void T15_theDatabase_removesNothingThatNoLeafTellsOf() throws SQLException {
        kept.grow(2);
        kept.receivedIn(6);
        try (Connection app = RealEngines.connectAsApp("audit");
                Statement statement = app.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT drop_month('d90', '2026-06-01')"))
                    .hasMessageContaining("the log does not tell of this");
            assertThatThrownBy(() -> statement.execute("SELECT drop_month('y7', '2026-11-01')"))
                    .hasMessageContaining("the time of this month has not passed");
            assertThatThrownBy(() -> statement.execute("SELECT erase_entries('%s', '{0}')".formatted(kept.log.org)))
                    .hasMessageContaining("the log does not tell of this");
            assertThatThrownBy(() -> statement.execute(
                            "SET claviger.erasing = 'yes'; DELETE FROM trail WHERE org = '%s'".formatted(kept.log.org)))
                    .hasMessageContaining("permission denied");
        }
        kept.verify(0, 1).body("verdicts.answer", everyItem(equalTo("verified")));
        purge();
    }

    /** To the end of the month of receipt, and then as long as its class says; what only a hold keeps has no end. */
    @Test
    void searches_tellUntilWhenAnEntryIsKept() {
        List<AccessEvent> events = kept.grow(2);
        kept.hold(events.get(1));
        kept.receivedIn(6);
        Rows.unguarded("UPDATE trail SET occurred_at = received_at WHERE org = '" + kept.log.org + "'");
        Map<String, String> june = Map.of("startDate", "2026-06-01T00:00:00Z", "endDate", "2026-07-01T00:00:00Z");

        assertThat(expiries(june)).containsExactly("2026-09-29T00:00:00.000Z", "2026-09-29T00:00:00.000Z");
        purge();
        assertThat(expiries(june)).hasSize(1).containsOnlyNulls();
        kept.grow(1);
        assertThat(expiries(Map.of()))
                .containsExactly(
                        YearMonth.now(ZoneOffset.UTC).plusMonths(1).atDay(1).plusDays(2557) + "T00:00:00.000Z");
    }

    private List<String> expiries(Map<String, String> time) {
        return given().auth()
                .oauth2(kept.log.token)
                .queryParams(time)
                .queryParam("eventType", "get-secret")
                .get("/api/v1/organization/audit-logs")
                .then()
                .statusCode(200)
                .extract()
                .path("auditLogs.expiresAt");
    }

    @Test
    void plan_decidesTheClassOfNewEntries() {
        kept.grow(1);
        kept.put(Map.of("defaultClass", "y1", "eventTypes", Map.of("get-secret", "d90")))
                .statusCode(200)
                .body("defaultClass", equalTo("y1"));
        kept.grow(1);

        assertThat(Rows.find(
                        "SELECT class || ' ' || (tableoid::regclass::text LIKE 'trail_' || class || '_2%') FROM trail"
                                + " WHERE org = ? AND name = 'get-secret' ORDER BY idx",
                        kept.log.org.toString()))
                .containsExactly("y7 true", "d90 true");
        assertThat(Rows.find("SELECT class FROM trail_secret WHERE org = ? ORDER BY idx", kept.log.org.toString()))
                .containsExactly("y7", "d90");
        kept.get("")
                .statusCode(200)
                .body("eventTypes.get-secret", equalTo("d90"))
                .body("classes.name", hasItem("y3"));
    }
}
