package dev.claviger.audit.tlog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.FolderLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.ServedLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One who has all power over the database changes history, and is found out with nothing but the public key. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class TamperTest {
    private final VerifiableLog log = new VerifiableLog();

    @TempDir
    Path folder;

    @Test
    void untouchedEntries_areVerified() {
        List<AccessEvent> events = log.grow(3);

        verifyEvents(events).body("verdicts.answer", contains("verified", "verified", "verified"));
        verifyLeaves(0, 2).body("verdicts.answer", contains("verified", "verified", "verified"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'audit-log-verified'",
                                        log.org.toString())
                                .size()
                        == 2);
    }

    @Test
    void T15_changedRow_isAMismatch() {
        List<AccessEvent> events = log.grow(3);
        Rows.unguarded(
                "UPDATE trail SET event = convert_to(replace(convert_from(event, 'UTF8'), 'shop-deploy', 'someone-else'), 'UTF8')"
                        + where(1));

        verifyEvents(events).body("verdicts.answer", contains("verified", "mismatch", "verified"));
        assertThat(check().payloads().mismatches()).containsExactly(1L);
    }

    @Test
    void T15_removedRow_isMissing() {
        log.grow(3);
        Rows.unguarded("DELETE FROM trail" + where(1));

        verifyLeaves(0, 2)
                .body("verdicts.answer", contains("verified", "payload missing without a purge record", "verified"));
        assertThat(check().payloads().missing()).containsExactly(1L);
        assertThat(check().isSound()).isFalse();
    }

    @Test
    void rowThatALeafSaysIsErased_isErased() {
        log.grow(3);
        log.append(
                "audit.retention.purged",
                "\"purge\":{\"shard\":\"audit.example.com/%s/%s\",\"from\":1,\"to\":1}"
                        .formatted(log.org, log.shard()));
        Rows.unguarded("DELETE FROM trail" + where(1));

        verifyLeaves(0, 2).body("verdicts.answer", contains("verified", "payload erased by policy", "verified"));
        assertThat(check().payloads().erased()).isEqualTo(1);
        assertThat(check().isSound()).isTrue();
    }

    /** What a producer says of purges is an event like any other. */
    @Test
    void T15_purgeThatAProducerMadeUp_excusesNothing() {
        log.grow(3);
        log.append("audit.retention.purged", "");
        Rows.unguarded("DELETE FROM trail" + where(1));

        verifyLeaves(1, 1).body("verdicts[0].answer", equalTo("payload missing without a purge record"));
    }

    @Test
    void T15_swappedRows_areMismatches() {
        List<AccessEvent> events = log.grow(3);
        Rows.unguarded("UPDATE trail SET idx = -1" + where(0)
                + "; UPDATE trail SET idx = 0" + where(1)
                + "; UPDATE trail SET idx = 1" + where(-1));

        verifyEvents(events).body("verdicts.answer", contains("mismatch", "mismatch", "verified"));
        assertThat(check().payloads().mismatches()).containsExactly(0L, 1L);
    }

    /** Leaf and event agree with each other again; the tree does not. */
    @Test
    void T15_changedLeaf_isRefused() {
        log.grow(3);
        Rows.unguarded(
                "UPDATE leaf SET envelope = convert_to(replace(convert_from(envelope, 'UTF8'), 'success', 'denied'), 'UTF8')"
                        + " WHERE idx = 1 AND shard_id = " + log.shardId());

        assertThatThrownBy(this::check).isInstanceOf(LogRefused.class);
        verifyLeaves(1, 1).body("verdicts[0].answer", equalTo("mismatch"));
    }

    /** Leaf, hash, size and signature are all made anew from another history, by one who has the signing key. */
    @Test
    void T15_resignedHistory_isRefused_byWhoKeptACheckpoint() {
        log.grow(2);
        String kept = log.checkpoint();
        VerifiableLog.Forgery forgery = log.forge("{\"v\":1}", "{\"v\":1}", "{\"v\":1}");
        forgery.writeTo(folder);

        assertThat(new LogCheck(new FolderLog(folder), log.key(), List.of(), Optional.empty())
                        .run()
                        .checkpoint()
                        .size())
                .isEqualTo(3);
        assertThatThrownBy(() -> new LogCheck(new FolderLog(folder), log.key(), List.of(), Optional.of(kept)).run())
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("rewritten");
    }

    @Test
    void T15_truncatedLog_isRefused_evenWhenItIsSignedAnew() {
        log.grow(3);
        String kept = log.checkpoint();
        log.forge("{\"v\":1}").writeTo(folder);

        assertThatThrownBy(() -> new LogCheck(new FolderLog(folder), log.key(), List.of(), Optional.of(kept)).run())
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void T15_missingTail_isRefused() throws IOException {
        log.grow(260);
        long size = copy().checkpoint().size();
        Files.delete(folder.resolve("tile/entries/001.p/" + size % 256));

        assertThatThrownBy(() -> checkFolder(Optional.empty()))
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("missing");
    }

    @Test
    void T15_staleCheckpoint_isRefused_byWhoKeptANewerOne() {
        log.grow(2);
        copy();
        log.grow(2);
        String kept = log.checkpoint();

        assertThatThrownBy(() -> checkFolder(Optional.of(kept)))
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("old state");
    }

    @Test
    void copy_isALogThatHolds_withoutANetwork() {
        log.grow(5);
        copy();

        LogReport report = checkFolder(Optional.empty());

        assertThat(report.isSound()).isTrue();
        assertThat(report.payloads().verified()).isEqualTo(report.checkpoint().size());
    }

    @Test
    void verify_refusesWhatItCannotDo() {
        log.grow(1);

        verify(Map.of()).statusCode(422);
        verify(Map.of("eventIds", List.of("nonsense"))).statusCode(422);
        verify(Map.of("shard", log.shard(), "from", 0, "to", 100)).statusCode(422);
        verify(Map.of("shard", "2001q1", "from", 0)).statusCode(404);
        verify(Map.of("shard", "\0", "from", 0)).statusCode(404);
        verify(Map.of("eventIds", Collections.singletonList(null))).statusCode(422);
        verify(Map.of("eventIds", List.of(UUID.randomUUID().toString())))
                .statusCode(200)
                .body("verdicts[0].answer", equalTo("not found"));
        given().auth()
                .oauth2(TestTokens.identity()
                        .orgId(log.org)
                        .orgRole("no-access")
                        .make())
                .contentType("application/json")
                .body(Map.of("shard", log.shard()))
                .post("/api/x/logs/verify")
                .then()
                .statusCode(403);
    }

    private String where(long index) {
        return " WHERE idx = %d AND org = '%s'".formatted(index, log.org);
    }

    private ValidatableResponse verifyEvents(List<AccessEvent> events) {
        return verify(Map.of(
                        "eventIds",
                        events.stream().map(event -> event.id().toString()).toList()))
                .statusCode(200);
    }

    private ValidatableResponse verifyLeaves(long from, long to) {
        return verify(Map.of("shard", log.shard(), "from", from, "to", to)).statusCode(200);
    }

    private ValidatableResponse verify(Map<String, Object> wish) {
        return given().auth()
                .oauth2(log.token)
                .contentType("application/json")
                .body(wish)
                .post("/api/x/logs/verify")
                .then();
    }

    private LogReport check() {
        return log.verify(Optional.empty());
    }

    @CanIgnoreReturnValue
    private LogReport copy() {
        try (ServedLog served = new ServedLog(log.address(), Optional.of(log.token), true)) {
            LogReport report = new LogCheck(
                            new CopiedLog(served, folder, log.verifierKey()), log.key(), List.of(), Optional.empty())
                    .run();
            assertThat(report.isSound()).isTrue();
            return report;
        }
    }

    private LogReport checkFolder(Optional<String> kept) {
        return new LogCheck(new FolderLog(folder), log.key(), List.of(), kept).run();
    }
}
