package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.kernel.outbound.Certificates;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitKeyTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] KEYSET = "a keyset".getBytes(UTF_8);

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static TransitServer server;
    private static Path ca;
    private static Path token;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        Certificates certificate = Certificates.of(folder, "kms.test");
        ca = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
        token = Files.writeString(folder.resolve("token"), TransitServer.TOKEN + "\n");
        server = new TransitServer(certificate.serverContext()).withKey("kms1").withKey("kms2");
    }

    @AfterAll
    static void stop() {
        server.close();
        vertx.close().await().atMost(LIMIT);
    }

    @Test
    void unwrap_returnsWhatTheEngineWrapped() {
        byte[] wrapped = wrap(ring(Map.of()));

        assertThat(RootRing.keyIdOf(wrapped)).isEqualTo("kms1");
        assertThat(new String(wrapped, US_ASCII)).contains("vault:v1:");
        assertThat(unwrap(ring(Map.of()), wrapped, "project 1")).isEqualTo(KEYSET);
    }

    @Test
    void T25_bytesWrappedInOneContext_doNotUnwrapInAnother() {
        byte[] wrapped = wrap(ring(Map.of()));

        assertThatThrownBy(() -> unwrap(ring(Map.of()), wrapped, "project 2")).isInstanceOf(UnopenableException.class);
    }

    @Test
    void T25_bytesOfAnotherKey_doNotUnwrap() {
        RootRing ring = ring(Map.of("transit.keys", "kms1,kms2"));
        byte[] wrapped = wrap(ring);
        wrapped[4] = '2';

        assertThat(RootRing.keyIdOf(wrapped)).isEqualTo("kms2");
        assertThatThrownBy(() -> unwrap(ring, wrapped, "project 1")).isInstanceOf(UnopenableException.class);
    }

    @Test
    void wrap_isTriedAgain_whileTheServerIsSealed() {
        server.sealFor(2);

        assertThat(wrap(ring(Map.of()))).isNotEmpty();
    }

    @Test
    void wrap_fails_whenTheServerStaysSealed() {
        int before = server.requests();
        server.sealFor(3);

        assertThatThrownBy(() -> wrap(ring(Map.of())))
                .satisfies(failure -> assertThat(reason(failure)).contains("root key kms1"))
                .hasMessageNotContainingAny("kms1", "kms.test");
        assertThat(server.requests() - before).isEqualTo(3);
    }

    @Test
    void token_isReadAnew_whenAnAgentRenewedIt() throws IOException {
        Path renewed = Files.writeString(folder.resolve("renewed"), "s.old");
        RootRing ring = ring(Map.of("transit.token-file", renewed.toString()));

        assertThatThrownBy(() -> wrap(ring))
                .satisfies(failure -> assertThat(reason(failure))
                        .contains("refuses the token")
                        .doesNotContain("s.old"));

        Files.writeString(renewed, TransitServer.TOKEN);
        assertThat(wrap(ring)).isNotEmpty();
    }

    @Test
    void keyThatIsNotThere_isNamed() {
        assertThatThrownBy(() -> wrap(ring(Map.of("transit.keys", "kms9"))))
                .satisfies(failure -> assertThat(reason(failure)).contains("kms9", "is there such a key"));
    }

    @Test
    void serverOfAnotherAuthority_isNotSpokenTo() throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.pem"),
                Certificates.of(folder, "other.test").pem());
        int before = server.requests();

        assertThatThrownBy(() -> wrap(ring(Map.of("transit.ca-file", other.toString(), "transit.tries", "1"))))
                .isInstanceOf(RootKeyUnavailable.class);
        assertThat(server.requests()).isEqualTo(before);
    }

    private static String reason(Throwable failure) {
        return failure instanceof RootKeyUnavailable unavailable ? unavailable.reason() : failure.toString();
    }

    private static byte[] wrap(RootRing ring) {
        return ring.wrap(KEYSET, "project 1").await().atMost(LIMIT);
    }

    private static byte[] unwrap(RootRing ring, byte[] wrapped, String context) {
        return ring.unwrap(wrapped, context).await().atMost(LIMIT);
    }

    private static RootRing ring(Map<String, String> changes) {
        Map<String, String> entries = new HashMap<>(Map.of(
                "transit.url",
                "https://kms.test:" + server.port(),
                "transit.keys",
                "kms1",
                "transit.token-file",
                token.toString(),
                "transit.ca-file",
                ca.toString()));
        entries.putAll(changes);
        return new Rings(
                        TestKeyConfig.of(entries),
                        vertx,
                        host -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress())))
                .ring();
    }
}
