package dev.claviger.audit.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Jobs;
import dev.claviger.audit.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A right that ends by itself leaves no entry. */
@QuarkusTest
@TestProfile(TailLapseTest.OftenAsked.class)
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
@QuarkusTestResource(VaultStub.class)
class TailLapseTest {

    public static final class OftenAsked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("claviger.audit.live.project-check", "PT0.3S");
        }
    }

    @Test
    void T18_aRightThatLapses_endsTheStream() {
        try (Jobs jobs = new Jobs()) {
            String reader = VaultStub.readerOf(TestTokens.identity().orgId(jobs.org), jobs.project)
                    .make();
            try (TailListener tail = TailListener.follow(reader, "projectId=" + jobs.project, null)) {
                var _ = tail.opened();

                VaultStub.withdraw(jobs.project);

                assertThat(tail.endsWithin(Duration.ofSeconds(5))).isPresent();
            }
        }
    }
}
