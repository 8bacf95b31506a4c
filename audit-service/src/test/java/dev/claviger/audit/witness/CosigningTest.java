package dev.claviger.audit.witness;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

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

    private void awaitCosigned() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cosigned().witnesses().contains(WitnessStub.NAME));
    }

    private Checkpoint cosigned() {
        return Checkpoint.open(log.checkpoint(), log.key(), List.of(VerifierKey.parse(WitnessStub.VERIFIER_KEY)));
    }
}
