package dev.claviger.vault.rootkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What start does with a ring, and with which words it stops. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RootKeyCheckTest {
    private final String ours = RealEngines.config("vault").getOrDefault("claviger.keys.root", "");
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
    void ring_isRefused_whenAKeyIsMissingThatKeysetsNeed() {
        Safe safe = Safe.fresh();
        RootRing retired = RootRing.parse(Secret.of(fresh + ":" + key(3)));
        byte[] keyset = retired.seal(new byte[32], "project keyset " + safe.projectId);
        safe.sql("UPDATE project SET keyset = ? WHERE id = ?", keyset, safe.projectId);

        try {
            assertThatThrownBy(() -> check(ours))
                    .isInstanceOf(RingDoesNotFit.class)
                    .hasMessageContaining("The root key %s is missing: 1 keysets of projects".formatted(fresh))
                    .hasMessageContaining("claviger.keys.root");
        } finally {
            safe.sql("DELETE FROM project WHERE id = ?", safe.projectId);
        }
        assertThatCode(() -> check(ours)).doesNotThrowAnyException();
    }

    @Test
    void start_stops_whenTheRingDoesNotFit() {
        check(fresh + ":" + key(1) + "," + ours);
        RootRing wrong = RootRing.parse(Secret.of(fresh + ":" + key(2) + "," + ours));
        RootKeyCheck check =
                new RootKeyCheck(bean(RootKeyStore.class), bean(ProjectKeys.class), wrong, bean(RootKeyRewrap.class));

        assertThatThrownBy(() -> check.start(new StartupEvent())).isInstanceOf(RingDoesNotFit.class);
    }

    @Test
    void T13_refusal_showsNoKey() {
        check(fresh + ":" + key(1) + "," + ours);

        assertThatThrownBy(() -> check(fresh + ":" + key(2)))
                .satisfies(refusal ->
                        assertThat(String.valueOf(refusal.getMessage())).doesNotContain(key(2)));
    }

    private static <T> T bean(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    private static void check(String ring) {
        bean(RootKeyCheck.class).check(RootRing.parse(Secret.of(ring))).await().atMost(Duration.ofSeconds(10));
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
