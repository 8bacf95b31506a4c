package dev.claviger.audit.witness;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.VerifierKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Our checkpoints are cosigned, also by a witness whose answer was lost once. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(WitnessStub.class)
class CosigningTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final VerifiableLog log = new VerifiableLog();

    @Test
    void T15_checkpoint_carriesTheCosignatureOfTheWitness() {
        log.grow(3);

        awaitCosigned();
        log.grow(2);
        awaitCosigned();

        assertThat(cosigned().size()).isGreaterThanOrEqualTo(5);
        given().get("/api/x/logs/" + log.org + "/policy")
                .then()
                .body(containsString("\nwitness stub " + WitnessStub.VERIFIER_KEY + " http"))
                .body(containsString("\nquorum stub\n"));
    }

    /** It was away over a long weekend, and nothing happened in the log since. */
    @Test
    void T15_checkpointOfLastWeek_isCosigned_onceTheWitnessIsBack() {
        log.grow(2);
        awaitCosigned();
        Rows.execute("""
                CREATE OR REPLACE FUNCTION refuse_cosignature() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                CREATE TRIGGER away BEFORE INSERT ON cosignature FOR EACH ROW WHEN (NEW.shard_id = %d)
                EXECUTE FUNCTION refuse_cosignature();
                """.formatted(log.shardId()));
        try {
            log.grow(3);
            await().atMost(SOON)
                    .until(() -> !Rows.find("SELECT 1 FROM witness_refusal WHERE shard_id = ?", log.shardId())
                            .isEmpty());
            Rows.unguarded("UPDATE signed_checkpoint SET signed_at = signed_at - interval '9 days' WHERE shard_id = "
                    + log.shardId());
            assertThat(cosigned().witnesses()).isEmpty();
        } finally {
            Rows.execute("DROP TRIGGER away ON cosignature");
        }

        awaitCosigned();
        assertThat(cosigned().size()).isGreaterThanOrEqualTo(5);
        assertThat(Rows.find("SELECT 1 FROM witness_refusal WHERE shard_id = ?", log.shardId()))
                .isEmpty();
    }

    /** A log that is as good as dead before the witness comes is cosigned all the same. */
    @Test
    void logThatHasNotGrownForLong_isShownToANewWitness() {
        log.grow(2);
        awaitCosigned();
        Rows.unguarded(
                "DELETE FROM cosignature WHERE shard_id = %1$d; UPDATE signed_checkpoint SET signed_at = signed_at - interval '90 days' WHERE shard_id = %1$d"
                        .formatted(log.shardId()));

        awaitCosigned();
    }

    private void awaitCosigned() {
        await().atMost(SOON).until(() -> cosigned().witnesses().contains(WitnessStub.NAME));
    }

    private Checkpoint cosigned() {
        return Checkpoint.open(log.checkpoint(), log.key(), List.of(VerifierKey.parse(WitnessStub.VERIFIER_KEY)));
    }
}
