package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingsTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final byte[] KEYSET = "a keyset".getBytes(UTF_8);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static Vertx vertx;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
    }

    @Test
    void keysOfConfigurationAndFile_areInOneRing() throws IOException {
        RootRing ring =
                ring(Map.of("root", "k1:" + KEY, "root-file", file("k2:" + KEY + "\nk3:" + KEY), "first", "k2"));

        assertThat(ring.ids()).containsExactlyInAnyOrder("k1", "k2", "k3");
        assertThat(ring.first()).isEqualTo("k2");
    }

    @Test
    void ring_unwraps_whatAnyOfItsKeysWrapped() throws IOException {
        byte[] wrapped = wrapped(ring(Map.of("root", "k1:" + KEY)));
        RootRing ring = ring(Map.of("root", "k1:" + KEY, "root-file", file("k2:" + KEY), "first", "k2"));

        assertThat(ring.unwrap(wrapped, "c").await().atMost(LIMIT)).isEqualTo(KEYSET);
        assertThat(RootRing.keyIdOf(wrapped(ring))).isEqualTo("k2");
    }

    @Test
    void ring_isRefused_whenNothingIsConfigured() {
        assertThatThrownBy(() -> ring(Map.of())).hasMessageContaining("claviger.keys.root");
    }

    @Test
    void ring_isRefused_whenNobodySaysWhichOfTwoPlacesWraps() {
        assertThatThrownBy(() -> ring(Map.of("root", "k1:" + KEY, "root-file", file("k2:" + KEY))))
                .hasMessageContaining("claviger.keys.first")
                .hasMessageContaining("[k1, k2]");
    }

    @Test
    void ring_isRefused_whenTheFirstKeyIsNotThere() {
        assertThatThrownBy(() -> ring(Map.of("root", "k1:" + KEY, "first", "k9")))
                .hasMessageContaining("claviger.keys.first")
                .hasMessageContaining("[k1]");
    }

    @Test
    void ring_isRefused_whenTwoPlacesHaveKeysOfOneId() {
        assertThatThrownBy(() -> ring(Map.of("root", "k1:" + KEY, "root-file", file("k1:" + KEY), "first", "k1")))
                .hasMessageContaining("k1 stands twice");
    }

    @Test
    void T13_fileThatIsWrong_isRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> ring(Map.of("root-file", file("k1:c2hvcnQ="))))
                .hasMessageStartingWith("claviger.keys.root-file: key k1 must be 32 bytes, it has 5")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void fileThatIsMissingOrEmpty_isRefused() {
        assertThatThrownBy(() -> ring(Map.of("root-file", folder.resolve("none").toString())))
                .hasMessageContaining("claviger.keys.root-file")
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> ring(Map.of("root-file", file(" \n")))).hasMessageContaining("is empty");
    }

    @Test
    void fileThatOthersMayRead_isNoticed() throws IOException {
        Path open = Files.writeString(folder.resolve("open"), "k1:" + KEY);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path closed = Files.writeString(folder.resolve("closed"), "k1:" + KEY);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(KeyFiles.isOpen(open)).isTrue();
        assertThat(KeyFiles.isOpen(closed)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://kms.example.org:8200, kms1, url: must begin with https://",
        "ftp://127.0.0.1, kms1, url: must begin with https://",
        "https://kms.example.org, a b, keys: a name must have",
    })
    void transit_isRefused_whenItsAddressOrKeyCannotBeRight(String url, String key, String text) {
        assertThatThrownBy(() -> ring(Map.of("transit.url", url, "transit.keys", key, "transit.token-file", file("t"))))
                .hasMessageContaining("claviger.keys.transit." + text);
    }

    @Test
    void transit_isRefused_withoutKeysOrToken() {
        Map<String, String> transit = new HashMap<>(Map.of("transit.url", "https://kms.example.org"));

        assertThatThrownBy(() -> ring(transit)).hasMessageContaining("claviger.keys.transit.keys");

        transit.put("transit.keys", "kms1");
        assertThatThrownBy(() -> ring(transit)).hasMessageContaining("claviger.keys.transit.token-file");
    }

    private String file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "ring", ""), text).toString();
    }

    private static byte[] wrapped(RootRing ring) {
        return ring.wrap(KEYSET, "c").await().atMost(LIMIT);
    }

    private static RootRing ring(Map<String, String> entries) {
        return new Rings(
                        TestKeyConfig.of(entries),
                        vertx,
                        host -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress())))
                .ring();
    }
}
