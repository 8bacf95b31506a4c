package dev.claviger.vault.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProjectKeysTest {
    private static final RootRing RING = RootRing.parse(Secret.of("k1:" + "A".repeat(43) + "="));
    private static final UUID PROJECT = new UUID(1, 1);
    private static final UUID OTHER_PROJECT = new UUID(1, 2);
    private static final UUID SECRET = new UUID(2, 1);
    private static final UUID OTHER_SECRET = new UUID(2, 2);
    private static final byte[] TEXT = "hunter2".getBytes(UTF_8);

    private final ProjectKeys keys = keys(RING);
    private final byte[] wrapped = fresh(PROJECT);
    private final ProjectCipher cipher = open(PROJECT, wrapped);

    @Test
    void field_opens_asItWasSealed() {
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 3, TEXT);

        assertThat(cipher.open(Field.VALUE, SECRET, 3, sealed)).isEqualTo(TEXT);
    }

    @Test
    void field_isSealedDifferently_eachTime() {
        byte[] first = cipher.seal(Field.VALUE, SECRET, 1, TEXT).bytes();
        byte[] second = cipher.seal(Field.VALUE, SECRET, 1, TEXT).bytes();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void T25_ciphertextOfAnotherSecretDoesNotOpen() {
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT);

        refuses(cipher, Field.VALUE, OTHER_SECRET, 1, sealed);
    }

    @Test
    void T25_ciphertextOfAnotherVersionDoesNotOpen() {
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT);

        refuses(cipher, Field.VALUE, SECRET, 2, sealed);
    }

    @Test
    void T25_ciphertextOfAnotherFieldDoesNotOpen() {
        Sealed sealed = cipher.seal(Field.DETAIL, SECRET, 1, TEXT);

        refuses(cipher, Field.VALUE, SECRET, 1, sealed);
    }

    @Test
    void T25_ciphertextOfAnotherProjectDoesNotOpen() {
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT);
        ProjectCipher other = open(OTHER_PROJECT, fresh(OTHER_PROJECT));

        refuses(other, Field.VALUE, SECRET, 1, sealed);
    }

    @Test
    void T25_changedOrTruncatedCiphertextDoesNotOpen() {
        byte[] sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT).bytes();

        for (int length = 0; length < sealed.length; length++) {
            refuses(cipher, Field.VALUE, SECRET, 1, Sealed.of(Arrays.copyOf(sealed, length)));
        }
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            refuses(cipher, Field.VALUE, SECRET, 1, Sealed.of(changed));
        }
    }

    @Test
    void T25_keysetOfAnotherProjectDoesNotOpen() {
        assertThatThrownBy(() -> open(OTHER_PROJECT, wrapped)).isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_truncatedKeysetDoesNotOpen() {
        assertThatThrownBy(() -> open(PROJECT, Arrays.copyOf(wrapped, wrapped.length - 1)))
                .isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_keysetDoesNotOpen_underAnotherRootKey() {
        RootRing stranger = RootRing.parse(Secret.of("k1:" + "B".repeat(43) + "="));

        assertThatThrownBy(() -> await(keys(stranger).open(PROJECT, wrapped))).isInstanceOf(UnopenableException.class);
    }

    @Test
    void refusal_namesTheSecretAndShowsNothingOfIt() {
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT);

        assertThatThrownBy(() -> cipher.open(Field.VALUE, SECRET, 2, sealed))
                .hasMessageContaining(SECRET.toString())
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void keyset_isOpenedOnce_whileItIsRemembered() {
        assertThat(open(PROJECT, wrapped.clone())).isSameAs(cipher);
        assertThat(keys.opened(PROJECT, wrapped.clone())).isSameAs(cipher);
        assertThat(keys.remembered()).containsExactly(PROJECT);
    }

    @Test
    void tag_isTheSame_afterARestart() {
        ProjectCipher restarted = await(keys(RING).open(PROJECT, wrapped));

        assertThat(restarted.tag(TEXT)).isEqualTo(cipher.tag(TEXT));
    }

    @Test
    void tag_tellsNothing_toHoldersOfAnotherKey() {
        ProjectCipher other = open(PROJECT, fresh(PROJECT));

        assertThat(other.tag(TEXT)).isNotEqualTo(cipher.tag(TEXT));
    }

    @Test
    void newKey_seals_andTheOldOneStillOpens() {
        Sealed old = cipher.seal(Field.VALUE, SECRET, 1, TEXT);
        ProjectCipher rotated = open(PROJECT, await(keys.withNewKey(PROJECT, wrapped)));

        assertThat(rotated.keys()).isEqualTo(2);
        assertThat(rotated.open(Field.VALUE, SECRET, 1, old)).isEqualTo(TEXT);
        assertThat(rotated.seal(Field.VALUE, SECRET, 1, TEXT).bytes()).startsWith(rotated.prefix());
        assertThat(old.bytes()).startsWith(cipher.prefix());
        assertThat(rotated.prefix()).isNotEqualTo(cipher.prefix());
    }

    @Test
    void T25_whatADroppedKeySealed_doesNotOpen() {
        Sealed old = cipher.seal(Field.VALUE, SECRET, 1, TEXT);
        byte[] both = await(keys.withNewKey(PROJECT, wrapped));
        Sealed fresh = open(PROJECT, both).seal(Field.VALUE, SECRET, 1, TEXT);
        ProjectCipher rotated = open(PROJECT, await(keys.withoutOldKeys(PROJECT, both)));

        assertThat(rotated.keys()).isOne();
        assertThat(rotated.open(Field.VALUE, SECRET, 1, fresh)).isEqualTo(TEXT);
        refuses(rotated, Field.VALUE, SECRET, 1, old);
    }

    @Test
    void T25_oldKeysetPutBack_doesNotOpenWhatTheNewOneSealed() {
        Sealed fresh = open(PROJECT, await(keys.withNewKey(PROJECT, wrapped))).seal(Field.VALUE, SECRET, 1, TEXT);

        refuses(open(PROJECT, wrapped), Field.VALUE, SECRET, 1, fresh);
    }

    @Test
    void T25_noncesNeverRepeat() {
        Set<ByteBuffer> nonces = new HashSet<>();

        for (int count = 0; count < 100_000; count++) {
            byte[] sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT).bytes();
            nonces.add(ByteBuffer.wrap(Arrays.copyOfRange(sealed, 5, 17)));
        }

        assertThat(nonces).hasSize(100_000);
    }

    @Test
    void rewrappedKeyset_holdsTheSameKeys_underTheFirstRootKey() {
        RootRing newer = RootRing.parse(Secret.of("k2:" + "B".repeat(43) + "=,k1:" + "A".repeat(43) + "="));
        Sealed sealed = cipher.seal(Field.VALUE, SECRET, 1, TEXT);

        byte[] rewrapped = await(keys(newer).rewrapped(PROJECT, wrapped, "k2"));

        assertThat(RootRing.keyIdOf(rewrapped)).isEqualTo("k2");
        ProjectCipher same = await(keys(newer).open(PROJECT, rewrapped));
        assertThat(same.open(Field.VALUE, SECRET, 1, sealed)).isEqualTo(TEXT);
        assertThat(same.tag(TEXT)).isEqualTo(cipher.tag(TEXT));
    }

    @Test
    void forgottenKeys_areOpenedAnew() {
        keys.forget(PROJECT);

        assertThat(keys.remembered()).isEmpty();
        assertThat(open(PROJECT, wrapped)).isNotSameAs(cipher);
    }

    @Test
    void nothingIsWrapped_beforeTheRootKeysWereChecked() {
        ProjectKeys unchecked = new ProjectKeys(RING, new Config());

        assertThatThrownBy(() -> await(unchecked.newWrappedKeyset(PROJECT))).isInstanceOf(KeysNotOpen.class);
    }

    private static ProjectKeys keys(RootRing ring) {
        ProjectKeys keys = new ProjectKeys(ring, new Config());
        keys.admit();
        return keys;
    }

    private byte[] fresh(UUID project) {
        return await(keys.newWrappedKeyset(project));
    }

    private ProjectCipher open(UUID project, byte[] keyset) {
        return await(keys.open(project, keyset));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    private static void refuses(ProjectCipher cipher, Field field, UUID secret, int version, Sealed sealed) {
        assertThatThrownBy(() -> cipher.open(field, secret, version, sealed)).isInstanceOf(UnopenableException.class);
    }

    private record Config() implements KeyringConfig {
        @Override
        public Duration cacheTtl() {
            return Duration.ofMinutes(5);
        }

        @Override
        public long cacheProjects() {
            return 10;
        }
    }
}
