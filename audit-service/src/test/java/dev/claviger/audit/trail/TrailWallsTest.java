package dev.claviger.audit.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody changes or removes an entry: every row of audit-log.md 3.6, on parents and on partitions. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class TrailWallsTest {
    private static final String DENIED = "42501";
    private static final String APPEND_ONLY = "23001";
    private static final String NOT_OWNER = "42501";
    private static final UUID ORG = UUID.randomUUID();

    @BeforeAll
    static void anEntryIsThere() {
        try (Feed feed = new Feed()) {
            feed.send(Feed.read(ORG));
            feed.sendBytes("poison", new byte[] {1});
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> Rows.log(ORG).size() == 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !Rows.find("SELECT 1 FROM quarantine").isEmpty());
    }

    /** The append-only tables, the partition in use of each, and a partition that was made just now. */
    static List<String> tables() {
        keep("keep_partitions(7)");
        keep("keep_quarters(12)");
        return Stream.of("trail", "trail_secret", "event_key", "leaf", "tile")
                .flatMap(table -> Stream.concat(Stream.of(table), partitions(table)))
                .toList();
    }

    /** As the service does it: one after the other, and once more when readers were in the way. */
    private static void keep(String partitions) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            Rows.execute("SELECT " + partitions);
            return true;
        });
    }

    static List<String> tablesWithRows() {
        return Stream.concat(tables().stream(), Stream.of("quarantine", "shard", "signing_master"))
                .filter(table ->
                        !Rows.find("SELECT 1 FROM " + table + " LIMIT 1").isEmpty())
                .toList();
    }

    private static Stream<String> partitions(String table) {
        return Rows.find("SELECT relid::regclass::text FROM pg_partition_tree(?::regclass) WHERE level > 0", table)
                .stream()
                .map(Object::toString);
    }

    @ParameterizedTest
    @MethodSource("tablesWithRows")
    void T15_theService_mayNotUpdateOrDelete(String table) throws SQLException {
        try (Connection app = RealEngines.connectAsApp("audit")) {
            assertRefused(app, "UPDATE " + table + " SET " + column(table) + " = " + column(table), DENIED);
            assertRefused(app, "DELETE FROM " + table, DENIED);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void T15_theService_mayNotTruncateDropDetachOrDisable(String table) throws SQLException {
        try (Connection app = RealEngines.connectAsApp("audit")) {
            assertRefused(app, "TRUNCATE " + table, DENIED);
            assertRefused(app, "DROP TABLE " + table, NOT_OWNER);
            assertRefused(app, "ALTER TABLE " + table + " DISABLE TRIGGER ALL", NOT_OWNER);
            assertRefused(app, "SELECT 1 FROM " + table + " FOR UPDATE", DENIED);
        }
    }

    @Test
    void T15_theService_mayNotTurnTriggersOffForItsSession() throws SQLException {
        try (Connection app = RealEngines.connectAsApp("audit")) {
            assertRefused(app, "SET session_replication_role = replica", DENIED);
            assertRefused(app, "ALTER TABLE trail DETACH PARTITION trail_rest", NOT_OWNER);
            assertRefused(app, "SELECT build_wall('trail')", DENIED);
            assertRefused(app, "UPDATE producer_state SET missing_count = 0", "428C9");
        }
    }

    /** The one thing that may change about the master key is what it is wrapped by, and only by who knows what is there. */
    @Test
    void T15_theMasterKey_isReplacedByNobodyWhoDoesNotHoldIt() throws SQLException {
        List<Object> before = Rows.find("SELECT encode(sealed, 'hex') FROM signing_master");
        try (Connection app = RealEngines.connectAsApp("audit");
                Statement statement = app.createStatement()) {
            statement.execute("SET claviger.rewrapping = 'yes'");
            assertRefused(app, "UPDATE signing_master SET sealed = 'other'", DENIED);
            assertRefused(app, "DELETE FROM signing_master", DENIED);
            statement.execute("SELECT rewrap_master('guessed', 'other')");
        }

        assertThat(Rows.find("SELECT encode(sealed, 'hex') FROM signing_master"))
                .isEqualTo(before)
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("tablesWithRows")
    void T15_theOwner_isRefusedToUpdateOrDelete(String table) throws SQLException {
        try (Connection owner = RealEngines.connectAsOwner("audit")) {
            assertRefused(owner, "UPDATE " + table + " SET " + column(table) + " = " + column(table), APPEND_ONLY);
            assertRefused(owner, "DELETE FROM " + table, APPEND_ONLY);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void T15_theOwner_isRefusedToTruncate(String table) throws SQLException {
        try (Connection owner = RealEngines.connectAsOwner("audit")) {
            assertRefused(owner, "TRUNCATE " + table, APPEND_ONLY);
        }
    }

    @ParameterizedTest
    @MethodSource("tablesWithRows")
    void T15_replicationMode_opensNoDoor(String table) throws SQLException {
        try (Connection superuser = RealEngines.connectAsSuperuser("audit");
                Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");

            assertRefused(superuser, "UPDATE " + table + " SET " + column(table) + " = " + column(table), APPEND_ONLY);
            assertRefused(superuser, "DELETE FROM " + table, APPEND_ONLY);
            assertRefused(superuser, "TRUNCATE " + table + " CASCADE", APPEND_ONLY);
        }
    }

    /** Also where there is no row that a trigger could guard: what only grows, with all partitions. */
    static List<String> growingTables() {
        return Stream.concat(
                        tables().stream(),
                        Stream.of(
                                "quarantine",
                                "signing_master",
                                "root_key",
                                "shard",
                                "shard_end",
                                "signed_checkpoint",
                                "cosignature",
                                "witnessed",
                                "alert",
                                "alert_end",
                                "detection_alert",
                                "detection_alert_step",
                                "legal_hold",
                                "legal_hold_end",
                                "purge"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("growingTables")
    void T15_whatOnlyGrows_isWalledForTheServiceAndItsOwner(String table) throws SQLException {
        try (Connection app = RealEngines.connectAsApp("audit");
                Statement statement = app.createStatement();
                ResultSet rights = statement.executeQuery("""
                        SELECT wanted FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS wanted
                        WHERE has_table_privilege('%s', wanted)
                        """.formatted(table))) {
            assertThat(rights.next()).as("rights of the service").isFalse();
        }
        assertThat(Rows.find("""
                        SELECT bit_or(tgtype::integer & 56) FROM pg_trigger
                        WHERE tgrelid = ?::regclass AND tgenabled = 'A' AND tgtype & 2 = 2
                        """, table))
                .as("deletion (8), change (16) and truncation (32) are refused always")
                .containsExactly(56);
    }

    @Test
    void T15_aLog_onlyGrows() throws SQLException {
        try (Connection app = RealEngines.connectAsApp("audit");
                Connection owner = RealEngines.connectAsOwner("audit")) {
            assertRefused(app, "UPDATE log_state SET size = size - 1 WHERE org = '" + ORG + "'", APPEND_ONLY);
            assertRefused(owner, "UPDATE log_state SET org = 'x' WHERE org = '" + ORG + "'", APPEND_ONLY);
            assertRefused(owner, "DELETE FROM log_state", APPEND_ONLY);
            assertRefused(owner, "TRUNCATE log_state", APPEND_ONLY);
        }
    }

    /** What no trigger guards, so that it stays known: hence the owner's password belongs to migrations alone. */
    @Test
    void theOwner_couldDropAPartition() throws SQLException {
        try (Connection owner = RealEngines.connectAsOwner("audit");
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("DROP TABLE trail_rest");
            owner.rollback();
        }
        assertThat(Rows.find("SELECT to_regclass('trail_rest')::text")).containsExactly("trail_rest");
    }

    @Test
    void partitions_areThereAhead_andTheDefaultOnesAreEmpty() {
        assertThat(Rows.find("SELECT keep_partitions(3) >= 3")).containsExactly(true);
        assertThat(Rows.find("SELECT 1 FROM trail_rest")).isEmpty();
        assertThat(Rows.find("SELECT 1 FROM trail_secret_rest")).isEmpty();
        assertThat(Rows.find("SELECT 1 FROM event_key_rest")).isEmpty();
        assertThat(Rows.find("SELECT 1 FROM leaf_rest UNION ALL SELECT 1 FROM tile_rest"))
                .isEmpty();
    }

    @Test
    void anEventId_isFiledUnderItsMonth() {
        AccessEvent event = Feed.read(ORG);

        assertThat(Rows.find(
                        "SELECT first_id_of(date_trunc('month', now())) <= ? AND ? < first_id_of(date_trunc('month', now()) + interval '1 month')",
                        event.id(),
                        event.id()))
                .containsExactly(true);
    }

    private static String column(String table) {
        return switch (table.replaceAll("_.*", "")) {
            case "event" -> "event_id";
            case "leaf", "tile" -> "idx";
            case "shard" -> "opened_at";
            case "signing" -> "created_at";
            default -> "received_at";
        };
    }

    private static void assertRefused(Connection connection, String sql, String state) {
        AbstractThrowableAssert<?, ?> refusal = assertThatThrownBy(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
        refusal.as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState())
                                .as(sql + ": " + failure.getMessage())
                                .isEqualTo(state));
    }
}
