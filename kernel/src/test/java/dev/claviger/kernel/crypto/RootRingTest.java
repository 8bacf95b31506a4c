package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.Secret;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootRingTest {
    private static final String OLD = "k1:" + key((byte) 1);
    private static final String NEW = "k2:" + key((byte) 2);
    private static final byte[] KEYSET = "a keyset".getBytes(UTF_8);

    @Test
    void open_returnsWhatWasSealed() {
        RootRing ring = ring(OLD);

        assertThat(ring.open(ring.seal(KEYSET, "project 1"), "project 1")).isEqualTo(KEYSET);
    }

    @Test
    void T25_bytesSealedForOneContext_doNotOpenInAnother() {
        RootRing ring = ring(OLD);
        byte[] sealed = ring.seal(KEYSET, "project 1");

        assertThatThrownBy(() -> ring.open(sealed, "project 2")).isInstanceOf(UnopenableException.class);
    }

    @Test
    void oldBytes_openAfterANewKeyWasPutInFront() {
        byte[] sealed = ring(OLD).seal(KEYSET, "c");

        assertThat(ring(NEW + "," + OLD).open(sealed, "c")).isEqualTo(KEYSET);
        assertThatThrownBy(() -> ring(NEW).open(sealed, "c"))
                .isInstanceOf(UnopenableException.class)
                .hasMessageContaining("k1");
    }

    @Test
    void T25_cutOrChangedBytes_doNotOpen() {
        RootRing ring = ring(OLD);
        byte[] sealed = ring.seal(KEYSET, "c");

        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> ring.open(cut, "c")).isInstanceOf(UnopenableException.class);
        }
        for (int i = 3; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> ring.open(changed, "c")).isInstanceOf(UnopenableException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k1", "k1:", "k1:c2hvcnQ=", "k1:not base64 at all!!", " :x", "k 1:AAAA"})
    void T13_badRing_isRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> ring(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("claviger.keys.root: ")
                .hasMessageNotContainingAny("c2hvcnQ=", "not base64 at all!!");
    }

    @Test
    void ringWithAnIdTwice_isRefused() {
        assertThatThrownBy(() -> ring(OLD + "," + OLD)).hasMessageContaining("stands twice");
    }

    private static RootRing ring(String text) {
        return RootRing.parse(Secret.of(text));
    }

    private static String key(byte fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
