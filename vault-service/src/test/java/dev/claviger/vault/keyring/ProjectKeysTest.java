package dev.claviger.vault.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProjectKeysTest {
    private static final RootRing RING = RootRing.parse(Secret.of("k1:" + "A".repeat(43) + "="));
    private static final UUID PROJECT = new UUID(1, 1);
    private static final UUID OTHER_PROJECT = new UUID(1, 2);
    private static final UUID SECRET = new UUID(2, 1);
    private static final UUID OTHER_SECRET = new UUID(2, 2);
    private static final byte[] TEXT = "hunter2".getBytes(UTF_8);

    private final ProjectKeys keys = new ProjectKeys(RING, new Config());
    private final byte[] wrapped = keys.newWrappedKeyset(PROJECT);
    private final ProjectCipher cipher = keys.open(PROJECT, wrapped);

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
        ProjectCipher other = keys.open(OTHER_PROJECT, keys.newWrappedKeyset(OTHER_PROJECT));

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
        assertThatThrownBy(() -> keys.open(OTHER_PROJECT, wrapped)).isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_truncatedKeysetDoesNotOpen() {
        assertThatThrownBy(() -> keys.open(PROJECT, Arrays.copyOf(wrapped, wrapped.length - 1)))
                .isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_keysetDoesNotOpen_underAnotherRootKey() {
        RootRing stranger = RootRing.parse(Secret.of("k1:" + "B".repeat(43) + "="));

        assertThatThrownBy(() -> new ProjectKeys(stranger, new Config()).open(PROJECT, wrapped))
                .isInstanceOf(UnopenableException.class);
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
        assertThat(keys.open(PROJECT, wrapped.clone())).isSameAs(cipher);
    }

    @Test
    void tag_isTheSame_afterARestart() {
        ProjectCipher restarted = new ProjectKeys(RING, new Config()).open(PROJECT, wrapped);

        assertThat(restarted.tag(TEXT)).isEqualTo(cipher.tag(TEXT));
    }

    @Test
    void tag_tellsNothing_toHoldersOfAnotherKey() {
        ProjectCipher other = keys.open(PROJECT, keys.newWrappedKeyset(PROJECT));

        assertThat(other.tag(TEXT)).isNotEqualTo(cipher.tag(TEXT));
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
