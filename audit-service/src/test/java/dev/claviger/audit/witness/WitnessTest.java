package dev.claviger.audit.witness;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.audit.Rows;
import dev.claviger.audit.checkpoint.ForgedNote;
import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.SigningKey;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As a witness we vouch for one history per log, and say no in the words of C2SP tlog-witness. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class WitnessTest {
    private static final String ORIGIN = "audit.example.com/acme/2026q4";
    private static final SigningKey LOG = SigningKey.ofSeed(
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    private static final String LOG_KEY = ORIGIN + "+2d2d91d0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

    @BeforeEach
    void forget() {
        Rows.unguarded("DELETE FROM witnessed");
    }

    @Test
    void checkpoint_isCosigned() {
        String note = note("one", "two");

        String line = submit("old 0\n\n" + note).statusCode(200).extract().asString();

        VerifierKey witness =
                VerifierKey.parse(given().get("/api/x/logs/witness/key").asString());
        assertThat(Checkpoint.open(note + line, VerifierKey.parse(LOG_KEY), List.of(witness))
                        .witnesses())
                .containsExactly("witness.example.com/claviger");
    }

    /** The worked example of audit-log.md 1.8. */
    @Test
    void extension_isCosigned_withItsProof() {
        submit("old 0\n\n" + note("one", "two")).statusCode(200);

        submit("old 2\nZx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=\n\n" + note("one", "two", "three"))
                .statusCode(200);
        submit("old 3\n\n" + note("one", "two", "three")).statusCode(200);
    }

    @Test
    void otherSize_isToldWhatWasSeen() {
        submit("old 0\n\n" + note("one", "two")).statusCode(200);

        submit("old 1\n\n" + note("one", "two", "three"))
                .statusCode(409)
                .contentType("text/x.tlog.size")
                .body(equalTo("2\n"));
    }

    @Test
    void T15_fork_isNotCosigned_andRecorded() {
        int before = conflicts();
        submit("old 0\n\n" + note("one", "two")).statusCode(200);

        submit("old 2\n\n" + note("one", "other")).statusCode(422);

        await().atMost(Duration.ofSeconds(20)).until(() -> conflicts() == before + 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> given()
                        .auth()
                        .oauth2(TestTokens.admin(UUID.fromString("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a"))
                                .make())
                        .queryParam("rule", "R20")
                        .get("/api/x/alerts")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<List<String>>path("alerts.subject")
                        .stream()
                        .anyMatch(subject -> subject.startsWith("log:audit-witness-conflict")));
    }

    /** It has grown meanwhile: what was cosigned at the size of the fork still counts. */
    @Test
    void T15_forkOfAnEarlierSize_isRecorded() {
        int before = conflicts();
        submit("old 0\n\n" + note("one", "two")).statusCode(200);
        submit("old 2\nZx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=\n\n" + note("one", "two", "three"))
                .statusCode(200);

        submit("old 0\n\n" + note("one", "other")).statusCode(422);

        await().atMost(Duration.ofSeconds(20)).until(() -> conflicts() == before + 1);
    }

    /** Checkpoints are public: a reader who hands one in with a wrong proof accuses nobody. */
    @Test
    void T15_wrongProofOfATrueCheckpoint_isRefused_andNoConflict() {
        int before = conflicts();
        submit("old 0\n\n" + note("one", "two")).statusCode(200);

        submit("old 2\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" + note("one", "two", "three"))
                .statusCode(422);

        submit("old 2\n\n" + note("one", "other")).statusCode(422);
        await().atMost(Duration.ofSeconds(20)).until(() -> conflicts() > before);
        assertThat(conflicts()).isEqualTo(before + 1);
    }

    private static int conflicts() {
        return Rows.find("SELECT 1 FROM trail WHERE org = 'platform' AND name = 'audit-witness-conflict'")
                .size();
    }

    @Test
    void stranger_isRefused() {
        submit("old 0\n\n" + ForgedNote.sign(ORIGIN, 2, Hash.empty(), SigningKey.ofSeed(new byte[32])))
                .statusCode(403);
        submit("old 0\n\n" + ForgedNote.sign("other.example.com/log", 2, Hash.empty(), LOG))
                .statusCode(404);
    }

    @Test
    void nonsense_isRefused() {
        submit("").statusCode(400);
        submit("old x\n\n" + note("one")).statusCode(400);
        submit("old 5\n\n" + note("one")).statusCode(400);
        submit("old 0\nAAAA\n\n" + note("one")).statusCode(400);
        submit("old 0\n" + "Zx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=\n".repeat(64) + "\n" + note("one"))
                .statusCode(400);
    }

    private static ValidatableResponse submit(String body) {
        return given().body(body.getBytes(UTF_8))
                .post("/api/x/logs/witness/add-checkpoint")
                .then();
    }

    private static String note(String... entries) {
        Edge edge = Edge.empty();
        for (String entry : entries) {
            edge.append(Hash.leaf(entry.getBytes(UTF_8)));
        }
        return ForgedNote.sign(ORIGIN, edge.size(), edge.root(), LOG);
    }
}
