package dev.claviger.audit.rootkey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.audit.shard.OtherReplica;
import dev.claviger.audit.shard.ShardStore;
import dev.claviger.audit.siem.Receiver;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a second root key in front of the ring, which takes a start of its own. */
@QuarkusTest
@TestProfile(NewRootKey.class)
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class RootKeyResourceTest {
    private static final String ROUTE = "/api/x/keys/audit";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final RootRing BACK = ring(NewRootKey.OLD_KEY + "," + NewRootKey.KEY);
    private static final RootRing NEW_ALONE = ring(NewRootKey.KEY);

    @Inject
    RootKeyCheck check;

    @Inject
    RootKeyStore store;

    @Inject
    ShardStore shards;

    private final VerifiableLog log = new VerifiableLog();
    private final String operator = TestTokens.admin(UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"))
            .make();

    private static RootRing ring(String text) {
        return RootRing.parse(Secret.of(text));
    }

    @BeforeEach
    void everythingIsUnderTheOldKey() {
        log.grow(1);
        putBack();
    }

    /** Without the new key the next start would refuse what it seals. */
    @AfterAll
    static void putBack() {
        RootKeyRewrap rewrap = Arc.container().instance(RootKeyRewrap.class).get();
        await().atMost(SOON).until(() -> rewrap.newest().stream().noneMatch(Progress::isRunning));
        assertThat(rewrap.run(BACK).await().atMost(SOON).state()).isEqualTo("done");
    }

    @Test
    void T25_oldRootKey_canLeaveTheRing_andLogsAndDestinationsGoOn() {
        try (Receiver receiver = Receiver.start()) {
            String stream = stream(receiver);
            String destination = destination(receiver);
            putBack();
            assertThat(needed()).containsOnlyKeys(NewRootKey.OLD);
            assertThatThrownBy(() -> check.check(NEW_ALONE).await().atMost(SOON))
                    .isInstanceOf(RingDoesNotFit.class)
                    .hasMessageContaining(NewRootKey.OLD);

            given().auth()
                    .oauth2(operator)
                    .post(ROUTE + "/rewrap")
                    .then()
                    .statusCode(202)
                    .body("job.rootKey", equalTo(NewRootKey.ID));

            await().atMost(SOON)
                    .until(() -> "done"
                            .equals(given().auth().oauth2(operator).get(ROUTE).path("rewrap.state")));
            given().auth()
                    .oauth2(operator)
                    .get(ROUTE)
                    .then()
                    .statusCode(200)
                    .body("rootKeys.find { it.id == 't1' }.sealed", equalTo(0))
                    .body("rootKeys.find { it.id == 't1' }.removable", equalTo(true))
                    .body("rootKeys.find { it.id == 'newer' }.wraps", equalTo(true));
            assertThatCode(() -> check.check(NEW_ALONE).await().atMost(SOON)).doesNotThrowAnyException();
            assertSameKeyWithout(NewRootKey.OLD);
            String last = log.grow(1).getFirst().id().toString();
            await().atMost(SOON)
                    .until(() -> receiver.calls().stream()
                            .anyMatch(call -> call.body().contains(last)));
            given().auth()
                    .oauth2(log.token)
                    .post("/api/x/alerts/destinations/" + destination + "/test")
                    .then()
                    .statusCode(200)
                    .body("delivered", equalTo(true));
            assertThat(log.verify(Optional.empty()).isSound()).isTrue();
            assertThat(stream).isNotEmpty();
        }
    }

    /** What a replica with the new key alone would sign with. */
    private void assertSameKeyWithout(String oldKey) {
        assertThat(NEW_ALONE.ids()).doesNotContain(oldKey);
        var shard = shards.find(log.org.toString(), log.shard())
                .await()
                .atMost(SOON)
                .orElseThrow();
        byte[] key = OtherReplica.with(NEW_ALONE)
                .of(shard.origin())
                .await()
                .atMost(SOON)
                .publicKey();
        assertThat(key).isEqualTo(shard.publicKey().getBytes());
    }

    @Test
    void rewrap_isRecorded_fromBeginningToEnd() {
        int before = finished().size();

        given().auth().oauth2(operator).post(ROUTE + "/rewrap").then().statusCode(202);

        await().atMost(SOON).until(() -> finished().size() > before);
        await().atMost(SOON)
                .until(() -> !Rows.find(
                                "SELECT 1 FROM trail WHERE name = 'start-root-key-rewrap' AND outcome = 'success' AND org = ?",
                                "0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a")
                        .isEmpty());
    }

    /** The rest comes under the new key, and the old one stays needed. */
    @Test
    void whatDoesNotOpen_isNamed_andKeepsItsKey() {
        UUID broken = UUID.randomUUID();
        try (Receiver receiver = Receiver.start()) {
            String id = stream(receiver);
            putBack();
            Rows.execute(
                    "INSERT INTO audit_stream (id, org, provider, sealed, next_index, paused, created_at, updated_at, next_attempt_at)"
                            + " SELECT '%s', org, provider, sealed, next_index, true, created_at, updated_at, next_attempt_at FROM audit_stream WHERE id = '%s'"
                                    .formatted(broken, id));
            given().auth().oauth2(operator).post(ROUTE + "/rewrap").then().statusCode(202);

            await().atMost(SOON)
                    .until(() -> "incomplete"
                            .equals(given().auth().oauth2(operator).get(ROUTE).path("rewrap.state")));
            given().auth()
                    .oauth2(operator)
                    .get(ROUTE)
                    .then()
                    .body("rewrap.unopenable", equalTo(1))
                    .body("rewrap.damaged[0].kind", equalTo("stream"))
                    .body("rewrap.damaged[0].id", equalTo(broken.toString()))
                    .body("rootKeys.find { it.id == 't1' }.removable", equalTo(false));
        } finally {
            Rows.execute("DELETE FROM audit_stream WHERE id = '" + broken + "'");
        }
    }

    @Test
    void T16_othersThanTheOperators_areRefused_andThatIsRecorded() {
        given().auth().oauth2(log.token).get(ROUTE).then().statusCode(403);
        given().auth().oauth2(log.token).post(ROUTE + "/rewrap").then().statusCode(403);
        String member = TestTokens.identity()
                .orgId(UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"))
                .orgRole("member")
                .make();
        given().auth().oauth2(member).post(ROUTE + "/rewrap").then().statusCode(403);

        await().atMost(SOON)
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND outcome = 'denied' AND name IN ('get-root-keys', 'start-root-key-rewrap')",
                                        log.org.toString())
                                .size()
                        == 2);
        assertThat(needed()).containsOnlyKeys(NewRootKey.OLD);
    }

    private Map<String, Long> needed() {
        return store.needed().await().atMost(SOON);
    }

    private static List<Object> finished() {
        return Rows.find("SELECT 1 FROM trail WHERE org = 'platform' AND name = 'finish-root-key-rewrap'");
    }

    private String stream(Receiver receiver) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("credentials", Map.of("url", receiver.url("/in"))))
                .post("/api/v1/audit-log-streams/custom")
                .then()
                .statusCode(200)
                .extract()
                .path("auditLogStream.id");
    }

    private String destination(Receiver receiver) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(Map.of("kind", "webhook", "name", "on call", "settings", Map.of("url", receiver.url("/alerts"))))
                .post("/api/x/alerts/destinations")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }
}
