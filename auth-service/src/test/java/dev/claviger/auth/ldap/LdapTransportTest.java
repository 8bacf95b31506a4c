package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where passwords go, and how. */
@AuthServiceTest
class LdapTransportTest {
    private static final String METHOD = "ldap-auth";
    private static final ServerCertificate CERTIFICATE = ServerCertificate.of("127.0.0.1");

    private final Org org = Org.shared();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

    @Test
    void ldaps_trustsTheGivenCertificate() {
        try (Directory directory = Directory.start(CERTIFICATE)) {
            attach(Map.of("url", directory.ldapsUrl(), "ldapCaCertificate", CERTIFICATE.pem()));

            logIn().then().statusCode(200);
        }
    }

    @Test
    void startTls_trustsTheGivenCertificate() {
        try (Directory directory = Directory.start(CERTIFICATE)) {
            attach(Map.of("url", directory.url(), "startTls", true, "ldapCaCertificate", CERTIFICATE.pem()));

            logIn().then().statusCode(200);
        }
    }

    /** T24: nothing is said to a server that cannot prove who it is. */
    @Test
    void T24_unknownCertificatesAreRefused() {
        try (Directory directory = Directory.start(CERTIFICATE)) {
            String other = ServerCertificate.of("127.0.0.1").pem();
            attach(Map.of("url", directory.ldapsUrl(), "ldapCaCertificate", other));
            logIn().then().statusCode(503).body(at("message", containsString("not trusted")));
            change(Map.of("url", directory.url(), "startTls", true));
            logIn().then().statusCode(503);
            change(Map.of("url", directory.ldapsUrl(), "startTls", false, "ldapCaCertificate", ""));
            logIn().then().statusCode(503);

            assertThat(directory.binds()).isEmpty();
        }
    }

    @Test
    void T24_certificatesForOtherNamesAreRefused() {
        ServerCertificate elsewhere = ServerCertificate.of("127.0.0.2");
        try (Directory directory = Directory.start(elsewhere)) {
            attach(Map.of("url", directory.ldapsUrl(), "ldapCaCertificate", elsewhere.pem()));
            logIn().then().statusCode(503);
            change(Map.of("url", directory.url(), "startTls", true));
            logIn().then().statusCode(503);

            assertThat(directory.binds()).isEmpty();
        }
    }

    /** T24: a server that does not agree to encryption gets no password in the clear. */
    @Test
    void T24_startTlsIsNotGivenUp() {
        try (Directory directory = Directory.start()) {
            attach(Map.of("url", directory.url(), "startTls", true));

            logIn().then().statusCode(503).body(at("message", containsString("encryption")));

            assertThat(directory.binds()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ldap://169.254.169.254:80",
                "ldaps://169.254.169.254",
                "ldaps://10.0.0.1",
                "ldaps://[::ffff:10.0.0.1]",
                "ldap://8.8.8.8",
                "ldaps://8.8.8.8:22",
                "ldaps://2130706433",
                "ldaps://127.0.0.2"
            })
    void T8_insideAndUnencryptedIsNotReached(String url) {
        attach(Map.of("url", url));

        logIn().then().statusCode(503).body(at("message", containsString("Cannot fetch from")));
    }

    /** T20: a directory that says nothing, or a little now and then, is given up; others are asked meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void T20_slowDirectoriesAreGivenUp(boolean dripping) {
        try (Silence silence = new Silence(dripping)) {
            attach(Map.of("url", "ldap://127.0.0.1:" + silence.port()));

            long since = System.nanoTime();
            logIn().then().statusCode(503);

            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(9));
            assertThat(silence.connections()).isEqualTo(1);
        }
    }

    @Test
    void T20_slowHandshakesAreGivenUp() {
        try (Silence silence = new Silence(false)) {
            attach(Map.of("url", "ldaps://127.0.0.1:" + silence.port()));

            long since = System.nanoTime();
            logIn().then().statusCode(503);

            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(9));
        }
    }

    /** Accepts connections, and sends the beginning of a message that never ends, or nothing. */
    private static final class Silence implements AutoCloseable {
        private final ServerSocket server;
        private final AtomicInteger connections = new AtomicInteger();

        Silence(boolean dripping) {
            try {
                server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread.startVirtualThread(() -> accept(dripping));
        }

        int port() {
            return server.getLocalPort();
        }

        int connections() {
            return connections.get();
        }

        private void accept(boolean dripping) {
            try {
                while (true) {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    Thread.startVirtualThread(() -> drip(socket, dripping));
                }
            } catch (IOException closed) {
                return;
            }
        }

        private static void drip(Socket socket, boolean dripping) {
            try (socket) {
                socket.getOutputStream().write(dripping ? new byte[] {0x30, (byte) 0x82, 0x7f, 0x00} : new byte[0]);
                for (int i = 0; i < 100; i++) {
                    Thread.sleep(200);
                    if (dripping) {
                        socket.getOutputStream().write(0);
                    }
                }
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void attach(Map<String, ?> overrides) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "bindDN", Directory.SEARCHER,
                "bindPass", Directory.SEARCHERS_PASSWORD,
                "searchBase", Directory.BASE,
                "allowedFields", List.of(Map.of("key", "employeeType", "value", "machine"))));
        body.putAll(overrides);
        org.attach(METHOD, identity, body).then().statusCode(200);
    }

    private void change(Map<String, ?> changes) {
        Map<String, Object> body = new HashMap<>(Map.of("bindPass", Directory.SEARCHERS_PASSWORD));
        body.putAll(changes);
        org.asAdmin()
                .body(body)
                .patch(Org.auth(METHOD) + "/identities/" + identity)
                .then()
                .statusCode(200);
    }

    private Response logIn() {
        return Org.logInBy(
                METHOD, Map.of("identityId", identity, "username", "ada", "password", Directory.ADAS_PASSWORD));
    }
}
