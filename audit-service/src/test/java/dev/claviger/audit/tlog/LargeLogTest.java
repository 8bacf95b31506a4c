package dev.claviger.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.testkit.RealEngines;
import dev.claviger.verifier.CopiedLog;
import dev.claviger.verifier.LogCheck;
import dev.claviger.verifier.ServedLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log with full tiles above full tiles. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class LargeLogTest {
    private final VerifiableLog log = new VerifiableLog();

    @TempDir
    Path folder;

    @Test
    void T15_treeOfThreeLevels_isWhatAVerifierDerives() {
        log.growInBulk(65_540);

        try (ServedLog served = new ServedLog(log.address(), Optional.of(log.token), false)) {
            LogCheck check = new LogCheck(
                    new CopiedLog(served, folder, log.verifierKey()), log.key(), List.of(), Optional.empty());
            assertThat(check.run().checkpoint().size()).isGreaterThanOrEqualTo(65_540);
        }
        assertThat(Rows.find("SELECT count(*) FROM tile WHERE shard_id = ? AND level = 1", log.shardId()))
                .containsExactly(1L);
        log.get("tile/1/000").then().statusCode(200);
        log.get("tile/2/000.p/1").then().statusCode(200);
    }
}
