package dev.claviger.audit.rootkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.audit.Rows;
import dev.claviger.audit.VerifiableLog;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Another ring than the one that sealed what is stored does not get past the start. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class RootKeyCheckTest {
    private static final String OURS = "t1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER_BYTES = "//////////////////////////////////////////8=";

    @Inject
    RootKeyCheck check;

    @Test
    void ringOfTheStart_hasLeftItsCanary_andFits() {
        assertThat(Rows.find("SELECT id FROM root_key WHERE id = 't1'")).containsExactly("t1");
        assertThatCode(() -> check(OURS)).doesNotThrowAnyException();
    }

    @Test
    void T25_keyOfTheSameNameWithOtherBytes_isRefused() {
        assertThatThrownBy(() -> check("t1:" + OTHER_BYTES)).isInstanceOf(RingDoesNotFit.class);
    }

    @Test
    void T25_ringWithoutTheKeyOfTheMaster_isRefused() {
        new VerifiableLog().grow(1);

        assertThatThrownBy(() -> check("other:" + OTHER_BYTES))
                .isInstanceOf(RingDoesNotFit.class)
                .hasMessageContaining("t1");
    }

    private void check(String ring) {
        check.check(RootRing.parse(Secret.of(ring))).await().atMost(Duration.ofSeconds(20));
    }
}
