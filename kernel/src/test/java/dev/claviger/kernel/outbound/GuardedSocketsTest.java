package dev.claviger.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.claviger.kernel.outbound.GuardedSockets.Encryption;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuardedSocketsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static Certificates certificate;

    private record Limits(Optional<List<Cidr>> allow, Duration connectTimeout, Duration totalTimeout, int maxBytes)
            implements OutboundConfig {}

    @BeforeAll
    static void issue(@TempDir Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        certificate = Certificates.of(folder, "directory.test");
    }

    @ParameterizedTest
    @EnumSource(
            value = Encryption.class,
            names = {"AT_ONCE", "LATER"})
    void line_connectsToTheName(Encryption encryption) throws Exception {
        try (SSLServerSocket server = serve()) {
            assertThat(greet("directory.test", server.getLocalPort(), encryption))
                    .isEqualTo('x');
        }
    }

    /** T24: the name that was asked for counts, not the one that the user of the socket gives. */
    @ParameterizedTest
    @EnumSource(
            value = Encryption.class,
            names = {"AT_ONCE", "LATER"})
    void T24_line_refusesCertificatesOfOthers(Encryption encryption) throws Exception {
        try (SSLServerSocket server = serve()) {
            assertThatThrownBy(() -> greet("other.test", server.getLocalPort(), encryption))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("other.test");
        }
    }

    @Test
    void T24_line_leadsNowhereElse() throws IOException {
        Line line = find("127.0.0.1", 1, Encryption.LATER);
        InetAddress here = InetAddress.getLoopbackAddress();

        assertThatThrownBy(line::createSocket).hasMessage(Line.ELSEWHERE);
        assertThatThrownBy(() -> line.tls().createSocket()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> line.tls().createSocket("directory.test", 1)).hasMessage(Line.ELSEWHERE);
        assertThatThrownBy(() -> line.tls().createSocket(here, 1)).hasMessage(Line.ELSEWHERE);
        try (ServerSocket other = new ServerSocket(0, 5, here)) {
            assertThatThrownBy(() -> line.createSocket(here, other.getLocalPort()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** T20: a handshake that the other side never answers ends when the line is cut. */
    @Test
    void T20_cut_endsAHandshake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Line line = find("127.0.0.1", silent.getLocalPort(), Encryption.AT_ONCE);
            Socket socket = line.open();
            Thread.startVirtualThread(() -> {
                try (Socket accepted = silent.accept()) {
                    var _ = accepted.getInputStream().read();
                    line.cut();
                } catch (IOException over) {
                    return;
                }
            });

            assertTimeoutPreemptively(
                    LIMIT,
                    () -> assertThatThrownBy(((SSLSocket) socket)::startHandshake)
                            .isInstanceOf(IOException.class));
            assertThatThrownBy(line::open).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, AT_ONCE, 636",
        "169.254.169.254, AT_ONCE, 636",
        "127.0.0.2, LATER, 636",
        "1.1.1.1, NEVER, 636",
        "1.1.1.1, LATER, 22"
    })
    void T8_find_refusesWhatFetchesRefuse(String address, Encryption encryption, int port) {
        assertThatThrownBy(() -> find(address, port, encryption))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("directory.test");
    }

    @Test
    void find_keepsToPublicAddressesAndTheUsualPort() {
        assertThat(find("1.1.1.1", 636, Encryption.AT_ONCE).address()).isEqualTo(InetAddress.ofLiteral("1.1.1.1"));
        assertThat(find("1.1.1.1", 6360, Encryption.LATER).address()).isEqualTo(InetAddress.ofLiteral("1.1.1.1"));
        assertThat(find("127.0.0.1", 10, Encryption.NEVER).address()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static int greet(String name, int port, Encryption encryption) throws IOException {
        Line line = find(name, "127.0.0.1", port, encryption);
        try (Socket opened = line.open();
                Socket socket = encryption == Encryption.LATER
                        ? line.tls().createSocket(opened, "directory.test", port, true)
                        : opened) {
            ((SSLSocket) socket).startHandshake();
            return socket.getInputStream().read();
        } finally {
            line.cut();
        }
    }

    private static SSLServerSocket serve() throws IOException, GeneralSecurityException {
        SSLServerSocket server = (SSLServerSocket) certificate
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        Thread.startVirtualThread(() -> {
            try (Socket client = server.accept()) {
                client.getOutputStream().write('x');
            } catch (IOException refused) {
                return;
            }
        });
        return server;
    }

    private static Line find(String address, int port, Encryption encryption) {
        return find("directory.test", address, port, encryption);
    }

    private static Line find(String name, String address, int port, Encryption encryption) {
        Limits limits = new Limits(Optional.of(List.of(Cidr.of("127.0.0.1"))), LIMIT, LIMIT, 1024);
        var sockets = new GuardedSockets(_ -> Uni.createFrom().item(List.of(InetAddress.ofLiteral(address))), limits);
        URI uri = URI.create("ldaps://" + name);
        return sockets.find(new GuardedSockets.Way(uri, port, 636, encryption, certificate()))
                .await()
                .atMost(LIMIT);
    }

    private static String certificate() {
        try {
            return certificate.pem();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
