package dev.claviger.auth.rootkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.sealing.SealedPlace;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What start does with a ring, and with which words it stops. */
@AuthServiceTest
class RootKeyCheckTest {
    private final String ours = RealEngines.config("auth").getOrDefault("claviger.keys.root", "");
    private final String fresh = "t" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void ring_fits_withANewKeyBesideTheOldOne() {
        assertThatCode(() -> check(fresh + ":" + key(1) + "," + ours)).doesNotThrowAnyException();
    }

    @Test
    void ring_isRefused_whenAKeyIsNotTheFormerOneOfItsId() {
        check(fresh + ":" + key(1) + "," + ours);

        assertThatThrownBy(() -> check(fresh + ":" + key(2) + "," + ours))
                .isInstanceOf(RingDoesNotFit.class)
                .hasMessageContaining("root key " + fresh)
                .hasMessageContaining("an id of its own");
    }

    @Test
    void ring_isRefused_whenAKeyIsMissingThatRowsNeed() {
        UUID ada = People.stranger().id();
        RootRing retired = RootRing.parse(Secret.of(fresh + ":" + key(3)));
        Org.run(
                "INSERT INTO user_totp VALUES (?, ?, false, 0, now())",
                ada,
                retired.seal(new byte[20], SealedPlace.SECOND_FACTOR.context(ada)));

        try {
            assertThatThrownBy(() -> check(ours))
                    .isInstanceOf(RingDoesNotFit.class)
                    .hasMessageContaining("The root key %s is missing: 1 stored things".formatted(fresh))
                    .hasMessageContaining("claviger.keys.root");
        } finally {
            Org.run("DELETE FROM user_totp WHERE user_id = ?", ada);
        }
        assertThatCode(() -> check(ours)).doesNotThrowAnyException();
    }

    @Test
    void start_stops_whenTheRingDoesNotFit() {
        check(fresh + ":" + key(1) + "," + ours);
        RootRing wrong = RootRing.parse(Secret.of(fresh + ":" + key(2) + "," + ours));
        RootKeyCheck check =
                new RootKeyCheck(Arc.container().instance(RootKeyStore.class).get(), wrong);

        assertThatThrownBy(() -> check.start(new StartupEvent())).isInstanceOf(RingDoesNotFit.class);
    }

    @Test
    void T13_refusal_showsNoKey() {
        check(fresh + ":" + key(1) + "," + ours);

        assertThatThrownBy(() -> check(fresh + ":" + key(2)))
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).doesNotContain(key(2)));
    }

    private static void check(String ring) {
        Arc.container()
                .instance(RootKeyCheck.class)
                .get()
                .check(RootRing.parse(Secret.of(ring)))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
