package dev.claviger.audit.tlog;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.LogReport;
import dev.claviger.verifier.TreeMath;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log as verifiers see it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class ServedLogTest {
    private static final List<String> NO_TILES = List.of(
            "tile/0/000",
            "tile/0/000.p/0",
            "tile/0/000.p/200",
            "tile/0/000.p/256",
            "tile/0/001",
            "tile/1/000",
            "tile/1/000.p/1",
            "tile/00/000.p/1",
            "tile/64/000.p/1",
            "tile/9/000.p/1",
            "tile/entries/000",
            "tile/entries/0.p/1",
            "tile/x/000.p/1",
            "tile/-1/000.p/1",
            "tile/0/x000/000.p/1",
            "tile/0/x999/x999/x999/x999/x999/999",
            "tile/0",
            "tile/entries");

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T15_log_isWhatAVerifierDerives() {
        log.grow(300);

        LogReport report = log.verify(Optional.empty());

        assertThat(report.checkpoint().size()).isGreaterThanOrEqualTo(300);
        assertThat(report.payloads().verified()).isGreaterThanOrEqualTo(300);
        assertThat(report.isSound()).isTrue();
    }

    @Test
    void log_thatGrew_extendsTheCheckpointThatWasKept() {
        log.grow(3);
        String kept = log.checkpoint();
        log.grow(2);

        assertThat(log.verify(Optional.of(kept)).extendsOlder()).isTrue();
    }

    @Test
    void answers_haveTheTypesAndCacheRulesOfTheSpecification() {
        log.grow(3);

        log.get("checkpoint")
                .then()
                .header("Content-Type", equalTo("text/plain;charset=utf-8"))
                .header("Cache-Control", "no-cache");
        log.get("tile/0/000.p/3")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/octet-stream")
                .header("Cache-Control", containsString("immutable"));
        byte[] bundle =
                log.get("tile/entries/000.p/1").then().statusCode(200).extract().asByteArray();
        assertThat(new String(bundle, 2, bundle.length - 2, UTF_8)).startsWith("{\"v\":1,\"id\":\"");
        assertThat(bundle[0] * 256 + (bundle[1] & 0xff)).isEqualTo(bundle.length - 2);
    }

    @Test
    void tile_thatTheSignedLogDoesNotHave_is404() {
        log.grow(2);

        for (String path : NO_TILES) {
            log.get(path).then().statusCode(404);
        }
    }

    @Test
    void proof_convincesWhoHasTheKeyAlone() {
        AccessEvent event = log.grow(5).get(2);

        String proof = given().auth()
                .oauth2(log.token)
                .get("/api/x/logs/proofs/" + event.id())
                .then()
                .statusCode(200)
                .extract()
                .asString();

        List<String> lines = proof.lines().toList();
        int gap = lines.indexOf("");
        String extra = new String(Base64.getDecoder().decode(lines.get(1).replace("extra ", "")), UTF_8);
        byte[] leaf = Base64.getDecoder().decode(JsonPath.from(extra).getString("leaf"));
        Checkpoint checkpoint = Checkpoint.open(proof.substring(proof.indexOf("\n\n") + 2), log.key(), List.of());
        long index = Long.parseLong(lines.get(2).replace("index ", ""));
        List<byte[]> path =
                lines.subList(3, gap).stream().map(Base64.getDecoder()::decode).toList();
        assertThat(lines.getFirst()).isEqualTo("c2sp.org/tlog-proof@v1");
        assertThat(TreeMath.includes(TreeMath.leaf(leaf), index, checkpoint.size(), path, checkpoint.root()))
                .isTrue();
        assertThat(new String(leaf, UTF_8)).contains(event.id().toString());
        awaitEvent("audit-log-proof-read", "success");
    }

    @Test
    void consistency_convinces() {
        log.grow(3);
        Checkpoint old = Checkpoint.open(log.checkpoint(), log.key(), List.of());
        log.grow(4);
        Checkpoint now = Checkpoint.open(log.checkpoint(), log.key(), List.of());

        List<String> hashes = log.get("consistency?from=%d&to=%d".formatted(old.size(), now.size()))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("hashes");

        List<byte[]> path = hashes.stream().map(Base64.getDecoder()::decode).toList();
        assertThat(TreeMath.extend(old.size(), old.root(), now.size(), now.root(), path))
                .isTrue();
        assertThat(now.size()).isGreaterThan(old.size());
        log.get("consistency?from=5&to=3").then().statusCode(422);
        log.get("consistency?from=0").then().statusCode(422);
        log.get("consistency?from=1&to=100000").then().statusCode(422);
    }

    @Test
    void policy_namesTheKeyToEverybody() {
        log.grow(1);

        given().get("/api/x/logs/" + log.org + "/policy")
                .then()
                .statusCode(200)
                .body(startsWith("log " + log.verifierKey() + "\n"));
    }

    /** How much happens in a log, and since when, is for its readers. */
    @Test
    void T16_listOfLogs_tellsOthersNamesAndKeysAlone() {
        log.grow(1);
        String list = "/api/x/logs/" + log.org;

        given().auth()
                .oauth2(log.token)
                .get(list)
                .then()
                .statusCode(200)
                .body("logs[0].firstIndex", equalTo(0))
                .body("logs[0].openedAt", notNullValue());
        List.of("", "nonsense", TestTokens.admin(UUID.randomUUID()).make()).forEach(token -> {
            RequestSpecification request =
                    token.isEmpty() ? given() : given().auth().oauth2(token);
            request.get(list)
                    .then()
                    .statusCode(200)
                    .body("logs[0].keySet()", containsInAnyOrder("origin", "verifierKey", "path"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1", "consistency?from=1", "payload.ndjson"})
    void T16_logOfAnotherOrganisation_isNotThere_andTheAttemptIsRecorded(String path) {
        log.grow(1);
        UUID stranger = UUID.randomUUID();

        given().auth()
                .oauth2(TestTokens.admin(stranger).make())
                .get(log.prefix() + "/" + path)
                .then()
                .statusCode(404);
        given().get(log.prefix() + "/" + path).then().statusCode(401);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'audit-log-tiles-read' AND outcome = 'denied'",
                                        stranger.toString())
                                .size()
                        == 1);
    }

    @Test
    void T16_proofOfAnotherOrganisationsEntry_isNotThere() {
        AccessEvent event = log.grow(1).getFirst();

        given().auth()
                .oauth2(TestTokens.admin(UUID.randomUUID()).make())
                .get("/api/x/logs/proofs/" + event.id())
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(log.token)
                .get("/api/x/logs/proofs/nonsense")
                .then()
                .statusCode(422);
    }

    @Test
    void T14_tilesOfOneReader_areOneEntry() {
        log.grow(2);
        for (int i = 0; i < 5; i++) {
            log.get("tile/0/000.p/1").then().statusCode(200);
        }

        awaitEvent("audit-log-tiles-read", "success");
        log.grow(1);
        assertThat(events("audit-log-tiles-read", "success")).hasSize(1);
    }

    @Test
    void roleWithoutAccess_isRefused_andRecorded() {
        log.grow(1);

        given().auth()
                .oauth2(TestTokens.identity()
                        .orgId(log.org)
                        .orgRole("no-access")
                        .make())
                .get(log.prefix() + "/checkpoint")
                .then()
                .statusCode(404);

        awaitEvent("audit-log-tiles-read", "denied");
    }

    private void awaitEvent(String name, String outcome) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !events(name, outcome).isEmpty());
    }

    private List<Object> events(String name, String outcome) {
        return Rows.find(
                "SELECT event_id FROM trail WHERE org = ? AND name = ? AND outcome = ?",
                log.org.toString(),
                name,
                outcome);
    }
}
