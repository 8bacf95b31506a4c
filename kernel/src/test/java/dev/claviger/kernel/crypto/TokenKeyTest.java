package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against SoftHSM, a token in software; skipped where it is not installed (Debian: {@code apt install softhsm2}). The build points
 * {@code SOFTHSM2_CONF} to the file that is written here.
 */
class TokenKeyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] KEYSET = "a keyset".getBytes(UTF_8);
    private static final String PIN = "1234";

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static Path library;
    private static Path pin;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        Optional<Path> installed = Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib64/pkcs11/libsofthsm2.so",
                        "/usr/lib64/softhsm/libsofthsm2.so",
                        "/usr/local/lib/softhsm/libsofthsm2.so",
                        "/opt/homebrew/lib/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::isRegularFile)
                .findFirst();
        String config = String.valueOf(System.getenv("SOFTHSM2_CONF"));
        assumeTrue(installed.isPresent(), "SoftHSM is not installed, so nothing can be said about tokens");
        assumeTrue(!config.equals("null"), "SOFTHSM2_CONF is not set; the build sets it");
        library = installed.orElseThrow();
        pin = Files.writeString(folder.resolve("pin"), PIN);
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Files.createDirectories(Path.of(config).toAbsolutePath().getParent());
        Files.writeString(Path.of(config), "directories.tokendir = %s\nobjectstore.backend = file\n".formatted(tokens));
        initialize("one");
        initialize("two");
        makeKey("hsm1");
        makeKey("hsm2");
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
    }

    @Test
    void unwrap_returnsWhatTheTokenWrapped() {
        byte[] wrapped = wrap(ring(Map.of()));

        assertThat(RootRing.keyIdOf(wrapped)).isEqualTo("hsm1");
        assertThat(unwrap(ring(Map.of()), wrapped, "project 1")).isEqualTo(KEYSET);
    }

    @Test
    void ring_movesFromAFileToTheToken() throws IOException {
        Path file = Files.writeString(folder.resolve("ring"), "k1:" + "A".repeat(43) + "=");
        byte[] old = wrap(
                new Rings(TestKeyConfig.of(Map.of("root-file", file.toString())), vertx, TokenKeyTest::none).ring());
        RootRing both = ring(Map.of("root-file", file.toString(), "first", "hsm1"));

        assertThat(unwrap(both, old, "project 1")).isEqualTo(KEYSET);
        assertThat(RootRing.keyIdOf(wrap(both))).isEqualTo("hsm1");
    }

    @Test
    void T25_bytesWrappedInOneContext_doNotUnwrapInAnother() {
        byte[] wrapped = wrap(ring(Map.of()));

        assertThatThrownBy(() -> unwrap(ring(Map.of()), wrapped, "project 2")).isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_cutOrChangedOrForeignBytes_doNotUnwrap() {
        RootRing ring = ring(Map.of("pkcs11.keys", "hsm1,hsm2"));
        byte[] wrapped = wrap(ring);
        byte[] changed = wrapped.clone();
        changed[changed.length - 1] ^= 1;
        byte[] foreign = wrapped.clone();
        foreign[4] = '2';

        for (byte[] bad :
                List.of(changed, foreign, Arrays.copyOf(wrapped, 20), Arrays.copyOf(wrapped, wrapped.length - 1))) {
            assertThatThrownBy(() -> unwrap(ring, bad, "project 1")).isInstanceOf(UnopenableException.class);
        }
    }

    @Test
    void module_isRefused_whenItIsNotThere() {
        assertThatThrownBy(() -> ring(Map.of("pkcs11.library", "/nowhere/module.so")))
                .hasMessageContaining("claviger.keys.pkcs11.library")
                .hasMessageContaining("/nowhere/module.so");
    }

    @Test
    void slot_isRefused_whenItHoldsNoToken() {
        assertThatThrownBy(() -> ring(Map.of("pkcs11.slot-index", "7")))
                .hasMessageContaining("claviger.keys.pkcs11.")
                .hasMessageContaining("slotListIndex = 7");
    }

    @Test
    void T13_pin_isRefusedWithoutShowingIt() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong-pin"), "987654");

        assertThatThrownBy(() -> ring(Map.of("pkcs11.slot-index", "1", "pkcs11.pin-file", wrong.toString())))
                .hasMessageContaining("claviger.keys.pkcs11.pin-file")
                .hasMessageContaining("CKR_PIN_INCORRECT")
                .hasMessageNotContaining("987654");
    }

    @Test
    void label_isRefused_whenTheTokenHasNoSuchKey() {
        assertThatThrownBy(() -> ring(Map.of("pkcs11.keys", "hsm1,hsm9")))
                .hasMessageContaining("claviger.keys.pkcs11.keys")
                .hasMessageContaining("hsm9");
    }

    private static byte[] wrap(RootRing ring) {
        return ring.wrap(KEYSET, "project 1").await().atMost(LIMIT);
    }

    private static byte[] unwrap(RootRing ring, byte[] wrapped, String context) {
        return ring.unwrap(wrapped, context).await().atMost(LIMIT);
    }

    private static RootRing ring(Map<String, String> changes) {
        Map<String, String> entries = new HashMap<>(
                Map.of("pkcs11.library", library.toString(), "pkcs11.keys", "hsm1", "pkcs11.pin-file", pin.toString()));
        entries.putAll(changes);
        return new Rings(TestKeyConfig.of(entries), vertx, TokenKeyTest::none).ring();
    }

    private static Uni<List<InetAddress>> none(String host) {
        return Uni.createFrom().item(List.of());
    }

    private static void initialize(String label) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(
                        "softhsm2-util",
                        "--init-token",
                        "--free",
                        "--label",
                        label,
                        "--pin",
                        PIN,
                        "--so-pin",
                        "12345678")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(tool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
    }

    private static void makeKey(String label) throws Exception {
        var provider = Security.getProvider("SunPKCS11")
                .configure("--name = setup\nlibrary = %s\nslotListIndex = 0\n".formatted(library));
        KeyStore store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, PIN.toCharArray());
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        store.setKeyEntry(label, generator.generateKey(), null, null);
    }
}
