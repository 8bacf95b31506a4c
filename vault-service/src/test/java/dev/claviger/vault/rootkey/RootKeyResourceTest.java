package dev.claviger.vault.rootkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** With a second root key in the ring, which takes a start of its own. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@TestProfile(NewRootKey.class)
class RootKeyResourceTest {
    private static final String OLD = "k1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Person admin = Person.withOrgRole(UUID.randomUUID(), "admin");

    /** Without the second key the next start would refuse what it wraps. */
    @AfterAll
    static void forget() throws SQLException {
        try (Connection database = RealEngines.connectAsSuperuser("vault");
                Statement statement = database.createStatement()) {
            statement.execute("DELETE FROM project WHERE root_key = '%s'".formatted(NewRootKey.ID));
            statement.execute("DELETE FROM fingerprint_key WHERE root_key = '%s'".formatted(NewRootKey.ID));
        }
    }

    @Test
    void ring_tellsWhatEachKeyWraps() {
        Safe old = underTheOldKey();
        Safe fresh = Safe.in(admin.orgId());

        JsonPath ring = ring();

        assertThat(ring.getLong(key(OLD, "keysets"))).isOne();
        assertThat(ring.getBoolean(key(OLD, "wraps"))).isFalse();
        assertThat(ring.getBoolean(key(OLD, "removable"))).isFalse();
        assertThat(ring.getLong(key(NewRootKey.ID, "keysets"))).isOne();
        assertThat(ring.getBoolean(key(NewRootKey.ID, "wraps"))).isTrue();
        assertThat(List.of(rootKey(old), rootKey(fresh))).containsExactly(OLD, NewRootKey.ID);
    }

    @Test
    void rewrap_bringsAllKeysetsUnderTheFirstKey_andSecretsStayReadable() {
        List<Safe> safes = new ArrayList<>(
                IntStream.range(0, 25).mapToObj(n -> underTheOldKey()).toList());
        safes.getFirst().secret("dev:/", "KEY", "value");
        String tag = safes.getFirst().list("dev:/").header("ETag");

        JsonPath job = rewrap();

        assertThat(job.getString("rewrap.state")).isEqualTo("done");
        assertThat(job.getLong("rewrap.done")).isEqualTo(25);
        assertThat(safes).allSatisfy(safe -> assertThat(rootKey(safe)).isEqualTo(NewRootKey.ID));
        assertThat(safes.getFirst().value("dev:/", "KEY")).isEqualTo("value");
        assertThat(safes.getFirst().list("dev:/").header("ETag")).isEqualTo(tag);
        assertThat(ring().getLong(key(OLD, "keysets"))).isZero();
        assertThat(ring().getBoolean(key(OLD, "removable"))).isEqualTo(isNeededByNobody());
    }

    @Test
    void rewrap_coversTheKeyForFingerprints_andLookupsGoOn() {
        Safe safe = underTheOldKey();
        safe.secret("dev:/", "KEY", "a value to find");
        byte[] wrapped = bytes("SELECT keyset FROM fingerprint_key WHERE org_id = ?", admin.orgId());
        String context = "fingerprint key " + admin.orgId();
        RootRing ring = Arc.container().instance(RootRing.class).get();
        byte[] old = ring.unwrap(wrapped, context)
                .chain(plain -> ring.wrap(OLD, plain, context))
                .await()
                .atMost(LIMIT);
        safe.sql("UPDATE fingerprint_key SET keyset = ? WHERE org_id = ?", old, admin.orgId());
        assertThat(ring().getLong(key(OLD, "keysets"))).isEqualTo(2);

        JsonPath job = rewrap();

        assertThat(job.getLong("rewrap.done")).isEqualTo(2);
        assertThat(new String(
                        bytes("SELECT root_key::bytea FROM fingerprint_key WHERE org_id = ?", admin.orgId()), UTF_8))
                .isEqualTo(NewRootKey.ID);
        byte[] rewrapped = bytes("SELECT keyset FROM fingerprint_key WHERE org_id = ?", admin.orgId());
        assertThat(ring.unwrap(rewrapped, context).await().atMost(LIMIT))
                .isEqualTo(ring.unwrap(wrapped, context).await().atMost(LIMIT));
        admin.sends(Map.of("value", "a value to find"))
                .post("/api/x/leaks/lookup")
                .then()
                .statusCode(200)
                .body("matches.secretKey", contains("KEY"));
    }

    @Test
    void rewrap_isRecorded_atItsStartAndAtItsEnd() {
        var _ = underTheOldKey();

        var _ = rewrap();

        assertThat(RecordedEvents.of(admin.orgId(), "start-root-key-rewrap"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getString("data.metadata.rootKey")).isEqualTo(NewRootKey.ID));
        assertThat(RecordedEvents.of(admin.orgId(), "finish-root-key-rewrap"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getLong("data.metadata.done")).isOne());
    }

    @Test
    void T25_keysetThatDoesNotOpen_isNamed_andKeepsTheOldKey() {
        Safe damaged = underTheOldKey();
        damaged.sql(
                "UPDATE project SET keyset = set_byte(keyset, 30, get_byte(keyset, 30) # 1) WHERE id = ?",
                damaged.projectId);

        JsonPath job = rewrap();

        assertThat(job.getString("rewrap.state")).isEqualTo("incomplete");
        assertThat(job.getString("rewrap.damaged[0].id")).isEqualTo(damaged.projectId.toString());
        assertThat(ring().getBoolean(key(OLD, "removable"))).isFalse();
        damaged.sql("DELETE FROM project WHERE id = ?", damaged.projectId);
    }

    @Test
    void T16_rewrap_leavesOtherOrganisationsAlone() {
        Safe other = Safe.fresh();
        putUnderTheOldKey(other);
        Safe own = underTheOldKey();

        var _ = rewrap();

        assertThat(rootKey(own)).isEqualTo(NewRootKey.ID);
        assertThat(rootKey(other)).isEqualTo(OLD);
    }

    /** What each start does when it is configured. */
    @Test
    void rewrapOfAll_coversEveryOrganisation_andRunsOnce() {
        Safe other = Safe.fresh();
        putUnderTheOldKey(other);
        Safe own = underTheOldKey();
        KeyJobs jobs = Arc.container().instance(KeyJobs.class).get();

        String step = Arc.container().instance(RootKeyRewrap.class).get().firstStep();
        jobs.startForAll(Kind.REWRAP, step).await().atMost(LIMIT);
        jobs.startForAll(Kind.REWRAP, step).await().atMost(LIMIT);

        eventually(() -> List.of(rootKey(own), rootKey(other)).equals(List.of(NewRootKey.ID, NewRootKey.ID)));
    }

    /** As another replica sees it that was not restarted yet. */
    @Test
    void rewrap_waits_whereItsRootKeyIsNotInTheRing() {
        Safe own = underTheOldKey();
        own.sql(
                "INSERT INTO key_job (id, kind, org_id, starter_type, starter_id, starter_name, state, step, after_id, after_version, total, done, unopenable, damages, not_before, created_at, updated_at) VALUES (gen_random_uuid(), 'rewrap', ?, 'user', '', '', 'running', 'count newest', gen_random_uuid(), 0, 0, 0, 0, '[]', now(), now(), now())",
                admin.orgId());

        eventually(() -> ring().getString("rewrap.problem") != null);

        assertThat(ring().getString("rewrap.problem")).contains("newest");
        assertThat(rootKey(own)).isEqualTo(OLD);
        own.sql("DELETE FROM key_job WHERE org_id = ?", admin.orgId());
    }

    @Test
    void T18_otherMembers_areRefused_andRecorded() {
        Person member = Person.in(admin.orgId());

        member.calls().get("/api/x/keys").then().statusCode(403);
        member.calls().post("/api/x/keys/rewrap").then().statusCode(403);

        assertThat(RecordedEvents.of(admin.orgId()))
                .extracting(event -> event.getString("data.event"))
                .containsExactly("get-root-keys", "start-root-key-rewrap");
        assertThat(RecordedEvents.of(admin.orgId()))
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
    }

    private Safe underTheOldKey() {
        Safe safe = Safe.in(admin.orgId());
        putUnderTheOldKey(safe);
        return safe;
    }

    private static void putUnderTheOldKey(Safe safe) {
        RootRing ring = Arc.container().instance(RootRing.class).get();
        String context = "project keyset " + safe.projectId;
        byte[] keyset = bytes("SELECT keyset FROM project WHERE id = ?", safe.projectId);
        byte[] old = ring.unwrap(keyset, context)
                .chain(plain -> ring.wrap(OLD, plain, context))
                .await()
                .atMost(LIMIT);
        safe.sql("UPDATE project SET keyset = ? WHERE id = ?", old, safe.projectId);
    }

    private JsonPath ring() {
        return admin.calls().get("/api/x/keys").then().statusCode(200).extract().jsonPath();
    }

    /** The ring after a rewrapping has ended. */
    private JsonPath rewrap() {
        admin.calls().post("/api/x/keys/rewrap").then().statusCode(202);
        eventually(() -> !ring().getString("rewrap.state").equals("running"));
        return ring();
    }

    private static void eventually(BooleanSupplier condition) {
        Instant limit = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.onSpinWait();
        }
    }

    private static String key(String id, String field) {
        return "rootKeys.find { it.id == '%s' }.%s".formatted(id, field);
    }

    private static String rootKey(Safe safe) {
        return new String(bytes("SELECT root_key::bytea FROM project WHERE id = ?", safe.projectId), UTF_8);
    }

    private static boolean isNeededByNobody() {
        return bytes(
                        "SELECT CASE WHEN count(*) = 0 THEN '\\x01'::bytea ELSE '\\x00'::bytea END FROM (SELECT root_key FROM project UNION ALL SELECT root_key FROM fingerprint_key) k WHERE root_key = ?",
                        OLD)[0]
                == 1;
    }

    private static byte[] bytes(String query, Object parameter) {
        try (Connection database = RealEngines.connectAsSuperuser("vault");
                PreparedStatement statement = database.prepareStatement(query)) {
            statement.setObject(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getBytes(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
