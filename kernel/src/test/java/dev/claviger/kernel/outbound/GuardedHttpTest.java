package dev.claviger.kernel.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private record Limits(Optional<List<Cidr>> allow, Duration connectTimeout, Duration totalTimeout, int maxBytes)
            implements OutboundConfig {
        static Limits allowing(String... networks) {
            var allow = Arrays.stream(networks).map(Cidr::of).toList();
            return new Limits(Optional.of(allow), Duration.ofSeconds(2), Duration.ofSeconds(2), 64 * 1024);
        }
    }

    /** A name server with one prepared answer per question. */
    private static final class Names implements AddressResolver {
        private final Deque<List<InetAddress>> answers = new ArrayDeque<>();
        private int questions;

        Names then(String... addresses) {
            answers.add(Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
            return this;
        }

        @Override
        public Uni<List<InetAddress>> resolve(String host) {
            questions++;
            return answers.isEmpty()
                    ? Uni.createFrom().failure(new IOException("no such host"))
                    : Uni.createFrom().item(answers.remove());
        }
    }

    private static Vertx vertx;

    @TempDir
    static Path folder;

    private static Certificates issuer;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        issuer = Certificates.of(folder, "issuer.test");
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
    }

    @Test
    void get_returnsBodyTypeAndAge() throws IOException {
        try (var server = RawServer.answering(
                OK
                        + "Content-Type: application/json\r\nCache-Control: public, max-age=300\r\nContent-Length: 2\r\n\r\n{}")) {
            var fetched = get(local(), "http://127.0.0.1:%d/keys".formatted(server.port()));

            assertThat(fetched.body().toString()).isEqualTo("{}");
            assertThat(fetched.contentType()).isEqualTo("application/json");
            assertThat(fetched.maxAge()).isEqualTo(Duration.ofMinutes(5));
        }
    }

    @Test
    void post_takesAnyAnswerOfGoodStatus_whereOnlyTheStatusCounts() throws IOException {
        try (var server = new RawServer("127.0.0.1", 0, out -> {
            out.write((OK + "Content-Encoding: gzip\r\nContent-Length: 99999999\r\n\r\nx").getBytes(UTF_8));
            out.flush();
        })) {
            var fetched = local().post(
                            URI.create("http://127.0.0.1:%d/".formatted(server.port())),
                            FetchRules.statusOnly(),
                            Submission.json(Map.of("X-Id", Secret.of("7")), Buffer.buffer("{}")))
                    .await()
                    .atMost(LIMIT);

            assertThat(fetched.body().length()).isZero();
        }
    }

    @Test
    void get_returnsAnEmptyBodyThatMustNotBeKept() throws IOException {
        try (var server =
                RawServer.answering(OK + "Cache-Control: no-store, max-age=300\r\nContent-Length: 0\r\n\r\n")) {
            var fetched = get(local(), "http://127.0.0.1:%d/".formatted(server.port()));

            assertThat(fetched.body().length()).isZero();
            assertThat(fetched.maxAge()).isZero();
        }
    }

    @Test
    void post_returnsTheAnswer() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(post(server).body().toString()).isEqualTo("{}");
        }
    }

    @Test
    void post_knowsTheStatusOfARefusal() throws IOException {
        try (var server = RawServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> post(server))
                    .isInstanceOfSatisfying(
                            OutboundFailed.class,
                            failed -> assertThat(failed.status()).isEqualTo(403));
        }
    }

    @Test
    void T24_post_doesNotFollowARedirect() throws IOException {
        try (var elsewhere = RawServer.answering(OK + "Content-Length: 0\r\n\r\n");
                var server = RawServer.answering(
                        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
                                .formatted(elsewhere.port()))) {
            assertThatThrownBy(() -> post(server)).isInstanceOf(OutboundFailed.class);

            assertThat(elsewhere.connections()).isZero();
        }
    }

    private static Fetched post(RawServer server) {
        return local().post(
                        URI.create("http://127.0.0.1:%d/reviews".formatted(server.port())),
                        FetchRules.json(),
                        Submission.json(Secret.of("bearer"), Buffer.buffer("{}")))
                .await()
                .atMost(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:8443/",
                "https://[::1]:8443/",
                "https://[::ffff:127.0.0.1]:8443/",
                "https://[::127.0.0.1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://[fe80::1]/",
                "https://[fd00:ec2::254]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://10.0.0.1/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://0.0.0.0/"
            })
    void T8_get_refusesPrivateAddresses(String url) {
        assertThatThrownBy(() -> get(guarded(new Names(), publicOnly()), url)).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void T8_get_refusesMetadata_evenWhenEverythingIsListed() {
        var http = guarded(new Names().then("169.254.169.254"), Limits.allowing("0.0.0.0/0", "::/0"));

        assertThatThrownBy(() -> get(http, "http://metadata.test/")).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void T8_get_refusesANameWithPublicAndPrivateAddresses() {
        var http = guarded(new Names().then("1.1.1.1", "10.0.0.1"), publicOnly());

        assertThatThrownBy(() -> get(http, "https://issuer.test/"))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("issuer.test");
    }

    @Test
    void T8_get_asksForTheNameOnce_soThatAnAnswerCannotBeRebound() throws IOException {
        // given a name whose first answer may be reached and whose second may not
        try (var open = RawServer.answering(OK + "Content-Length: 4\r\n\r\nopen");
                var inner = new RawServer("127.0.0.2", open.port(), _ -> {})) {
            var names = new Names().then("127.0.0.1").then("127.0.0.2");
            var http = guarded(names, Limits.allowing("127.0.0.1/32"));
            String url = "http://issuer.test:%d/".formatted(open.port());

            // when
            var fetched = get(http, url);

            // then
            assertThat(fetched.body().toString()).isEqualTo("open");
            assertThat(names.questions).isOne();
            assertThatThrownBy(() -> get(http, url)).isInstanceOf(OutboundRefused.class);
            assertThat(inner.connections()).isZero();
        }
    }

    @Test
    void T8_get_refusesHttp_whenTheAddressIsNotListed() {
        var http = guarded(new Names().then("1.1.1.1"), publicOnly());

        assertThatThrownBy(() -> get(http, "http://issuer.test/"))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("https");
    }

    @Test
    void T8_get_refusesPortsOfOtherServices() {
        var http = guarded(new Names().then("1.1.1.1"), publicOnly());

        assertThatThrownBy(() -> get(http, "https://issuer.test:25/"))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("25");
    }

    @Test
    void T8_get_refusesNamesThatThisMachineResolvesToItself() {
        var http = guarded(new SystemResolver(vertx), publicOnly());

        assertThatThrownBy(() -> get(http, "https://localhost:8443/"))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void get_reachesAListedIpv6Address() throws IOException {
        assumeThat(hasIpv6Loopback()).isTrue();
        try (var server =
                new RawServer("::1", 0, out -> out.write((OK + "Content-Length: 0\r\n\r\n").getBytes(UTF_8)))) {
            var http = guarded(new Names(), Limits.allowing("::1"));

            assertThat(get(http, "http://[::1]:%d/".formatted(server.port()))
                            .body()
                            .length())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "https://user:hunter2@issuer.test/"})
    void T8_get_refusesFilesAndCredentials(String url) {
        assertThatThrownBy(() -> get(local(), url))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void T8_get_doesNotFollowRedirects() throws IOException {
        try (var goal = RawServer.answering(OK + "Content-Length: 0\r\n\r\n");
                var server = RawServer.answering(
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/secret\r\nContent-Length: 0\r\n\r\n"
                                .formatted(goal.port()))) {
            assertFails(server, "redirect");
            assertThat(goal.connections()).isZero();
        }
    }

    @Test
    void T8_get_stopsAnEndlessBody() throws Exception {
        byte[] block = "x".repeat(8192).getBytes(UTF_8);
        try (var server = new RawServer("127.0.0.1", 0, out -> {
            out.write((OK + "\r\n").getBytes(UTF_8));
            while (true) {
                out.write(block);
            }
        })) {
            assertFails(server, "exceeds 65536 bytes");
            assertThat(server.hungUp()).succeedsWithin(LIMIT);
        }
    }

    @Test
    void get_takesABodyOfExactlyTheLimit() throws IOException {
        try (var server = RawServer.answering(OK + "Content-Length: 65536\r\n\r\n" + "x".repeat(65536))) {
            var fetched = get(local(), "http://127.0.0.1:%d/".formatted(server.port()));

            assertThat(fetched.body().length()).isEqualTo(65536);
        }
        try (var server = RawServer.answering(OK + "Content-Length: 65537\r\n\r\n" + "x".repeat(65537))) {
            assertFails(server, "exceeds");
        }
    }

    @Test
    void T8_get_stopsASlowDrip() throws Exception {
        var over = new CountDownLatch(1);
        try (var server = new RawServer("127.0.0.1", 0, out -> {
            out.write((OK + "Content-Length: 1000\r\n\r\n").getBytes(UTF_8));
            for (int i = 0; i < 1000 && !isOver(over); i++) {
                out.write('x');
            }
        })) {
            assertFails(server, "no complete answer within 2000 ms");
            assertThat(server.hungUp()).succeedsWithin(LIMIT);
        } finally {
            over.countDown();
        }
    }

    @Test
    void T8_get_stopsWaiting_whenNothingIsAnswered() throws Exception {
        var over = new CountDownLatch(1);
        try (var server = new RawServer("127.0.0.1", 0, _ -> {
            while (!isOver(over)) {
                Thread.onSpinWait();
            }
        })) {
            assertFails(server, "no complete answer");
        } finally {
            over.countDown();
        }
    }

    @Test
    void T8_get_refusesCompressedAnswers() throws IOException {
        try (var server = RawServer.answering(OK + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")) {
            assertFails(server, "compressed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 404 Not Found", "HTTP/1.1 500 Oops", "HTTP/1.1 401 Unauthorized"})
    void get_failsWithoutTheBody_whenTheStatusIsNotSuccess(String status) throws IOException {
        try (var server = RawServer.answering(status + "\r\nContent-Length: 7\r\n\r\nhunter2")) {
            assertFails(server, "status");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.0 hunter2\r\n", OK + "Content-Length: 99\r\n\r\nhunter2", "hunter2"})
    void get_failsWithoutTheBody_whenTheAnswerIsBroken(String answer) throws IOException {
        try (var server = RawServer.answering(answer)) {
            assertFails(server, "Cannot fetch from 127.0.0.1");
        }
    }

    @Test
    void get_fails_whenTheNameIsUnknownOrNobodyListens() throws IOException {
        int port;
        try (var server = RawServer.answering("")) {
            port = server.port();
        }

        assertThatThrownBy(() -> get(guarded(new Names(), publicOnly()), "https://issuer.test/"))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("resolved");
        assertThatThrownBy(() -> get(local(), "http://127.0.0.1:%d/".formatted(port)))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("connections");
    }

    @Test
    void get_checksTheNameInTheCertificate_whileTheAddressIsPinned() throws Exception {
        try (var server = new SecureServer(issuer)) {
            var rules = FetchRules.json().trusting(issuer.pem());

            assertThat(getSecurely(server, "issuer.test", rules).body().toString())
                    .isEqualTo("hello");
            assertThatThrownBy(() -> getSecurely(server, "other.test", rules))
                    .isInstanceOf(OutboundFailed.class)
                    .hasMessageContaining("certificate");
        }
    }

    @Test
    void T8_get_refusesUnknownAuthorities() throws Exception {
        var stranger = Certificates.of(folder, "stranger.test");
        try (var server = new SecureServer(issuer)) {
            assertThatThrownBy(() -> getSecurely(server, "issuer.test", FetchRules.json()))
                    .isInstanceOf(OutboundFailed.class)
                    .hasMessageContaining("certificate");
            assertThatThrownBy(() ->
                            getSecurely(server, "issuer.test", FetchRules.json().trusting(stranger.pem())))
                    .isInstanceOf(OutboundFailed.class)
                    .hasMessageContaining("certificate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----"})
    void get_refusesAnUnreadableAuthority(String pem) {
        var http = guarded(new Names().then("127.0.0.1"), Limits.allowing("127.0.0.0/8"));

        assertThatThrownBy(() -> http.get(
                                URI.create("https://issuer.test/"),
                                FetchRules.json().trusting(pem))
                        .await()
                        .atMost(LIMIT))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageNotContaining("hunter2");
    }

    private static void assertFails(RawServer server, String reason) {
        assertThatThrownBy(() -> get(local(), "http://127.0.0.1:%d/".formatted(server.port())))
                .isInstanceOf(OutboundFailed.class)
                .isInstanceOf(Failure.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("hunter2");
    }

    private static boolean hasIpv6Loopback() throws IOException {
        var loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1"));
        return loopback != null && loopback.isUp();
    }

    private static boolean isOver(CountDownLatch over) {
        try {
            return over.await(50, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Fetched get(GuardedHttp http, String url) {
        return http.get(URI.create(url), FetchRules.json()).await().atMost(LIMIT);
    }

    private static Fetched getSecurely(SecureServer server, String host, FetchRules rules) {
        var http = guarded(new Names().then("127.0.0.1"), Limits.allowing("127.0.0.0/8"));
        return http.get(URI.create("https://%s:%d/".formatted(host, server.port())), rules)
                .await()
                .atMost(LIMIT);
    }

    private static GuardedHttp local() {
        return guarded(new Names(), Limits.allowing("127.0.0.0/8"));
    }

    private static Limits publicOnly() {
        return Limits.allowing();
    }

    private static GuardedHttp guarded(AddressResolver names, OutboundConfig limits) {
        return new GuardedHttp(vertx, names, limits);
    }

    /** An HTTPS server on loopback that says hello. */
    private static final class SecureServer implements AutoCloseable {
        private final HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);

        SecureServer(Certificates certificates) throws IOException, GeneralSecurityException {
            server.setHttpsConfigurator(new HttpsConfigurator(certificates.serverContext()));
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("hello".getBytes(UTF_8));
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
