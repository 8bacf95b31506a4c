package dev.claviger.local.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.local.loopback.LoopbackServer;
import dev.claviger.local.loopback.LoopbackServer.Handlers;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Speaks to the edge byte by byte, because a client library would tidy up what is to be tested. */
@Timeout(30)
class EdgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue<AutoCloseable> open = new ArrayDeque<>();
    private final BlockingQueue<HttpServerResponse> streams = new LinkedBlockingQueue<>();

    private LoopbackServer vault;
    private Edge edge;

    @BeforeEach
    void start() {
        vault = upstream("vault");
        LoopbackServer auth = upstream("auth");
        edge = Edge.start(0, Map.of(Service.VAULT, URI.create(vault.url()), Service.AUTH, URI.create(auth.url())));
        open.add(edge);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void request_reachesTheServiceOfItsPath() throws Exception {
        assertThat(send("GET /api/v1/auth/token HTTP/1.1", "").seen("service")).isEqualTo("auth");
        assertThat(send("GET /api/v3/secrets/raw HTTP/1.1", "").seen("service")).isEqualTo("vault");
    }

    @Test
    void loginPage_isOfAuth_withItsPort() throws Exception {
        Answer page = send("GET /login?callback_port=41234 HTTP/1.1", "");

        assertThat(page.seen("service")).isEqualTo("auth");
        assertThat(page.seen("uri")).isEqualTo("/login?callback_port=41234");
        assertThat(send("GET /login/page.js HTTP/1.1", "").seen("service")).isEqualTo("auth");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v3/secrets/raw?workspaceId=&workspaceSlug=x",
                "/api/v3/secrets/raw/?a",
                "/api/v3/secrets/raw/A%2fB",
                "/api/v3/secrets/../admin",
                "/api/v3//secrets/",
                "/api/v3/secrets/raw/%41?x=%2F..&y=a+b",
                "/?",
                "/a?b?c=/../d"
            })
    void uri_travelsUnchanged(String uri) throws Exception {
        assertThat(send("GET " + uri + " HTTP/1.1", "").seen("uri")).isEqualTo(uri);
    }

    @Test
    void deleteBody_isKept() throws Exception {
        Answer answer = send("DELETE /api/v3/secrets/raw/A HTTP/1.1\r\nContent-Length: 9", "{\"a\":\"b\"}");

        assertThat(answer.seen("body")).isEqualTo("{\"a\":\"b\"}");
        assertThat(answer.seen("method")).isEqualTo("DELETE");
    }

    @Test
    void chunkedBody_isKept() throws Exception {
        Answer answer = send(
                "POST /api/v1/auth/login HTTP/1.1\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

        assertThat(answer.seen("body")).isEqualTo("abcde");
    }

    @Test
    void clientThatExpectsContinue_getsItFromTheEdge() throws Exception {
        Answer answer = send("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2", "ok");

        assertThat(answer.interim()).isTrue();
        assertThat(answer.seen("body")).isEqualTo("ok");
        assertThat(answer.seenHeader("expect")).isEmpty();
    }

    @Test
    void requestId_isMade_whenTheClientHasNone() throws Exception {
        assertThat(send("GET / HTTP/1.1", "").seenHeader("x-request-id")).matches("[0-9a-f-]{36}");
        assertThat(send("GET / HTTP/1.1\r\nX-Request-ID: mine", "").seenHeader("x-request-id"))
                .isEqualTo("mine");
        assertThat(send("GET / HTTP/1.1\r\nX-Request-ID: \"mine\"", "").seenHeader("x-request-id"))
                .matches("[0-9a-f-]{36}");
    }

    @Test
    void peer_isAppendedToWhatTheClientClaims() throws Exception {
        assertThat(send("GET / HTTP/1.1", "").seenHeader("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(send("GET / HTTP/1.1\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 10.0.0.2", "")
                        .seenHeader("x-forwarded-for"))
                .isEqualTo("10.0.0.1, 10.0.0.2, 127.0.0.1");
    }

    @Test
    void headersOfOneConnection_stayBehind() throws Exception {
        Answer answer = send(
                "GET / HTTP/1.1\r\nConnection: X-Private, X-Forwarded-For\r\nX-Private: 1\r\nX-Forwarded-For: 10.0.0.1"
                        + "\r\nTE: trailers\r\nProxy-Authorization: x\r\nKeep-Alive: 5\r\nAuthorization: Bearer t",
                "");

        assertThat(answer.seenHeader("x-private")).isEmpty();
        assertThat(answer.seenHeader("te")).isEmpty();
        assertThat(answer.seenHeader("proxy-authorization")).isEmpty();
        assertThat(answer.seenHeader("keep-alive")).isEmpty();
        assertThat(answer.seenHeader("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(answer.seenHeader("authorization")).isEqualTo("Bearer t");
    }

    @Test
    void host_isTheOneTheClientAskedFor() throws Exception {
        assertThat(send("GET / HTTP/1.1", "").seenHeader("host")).isEqualTo("secrets.example:8443");
    }

    @Test
    void etagAndNotModified_passWithoutABody() throws Exception {
        Answer answer = send("GET /etag HTTP/1.1\r\nIf-None-Match: \"7\"", "");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("etag")).isEqualTo("\"7\"");
        assertThat(answer.header("transfer-encoding")).isEmpty();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void emptyAnswer_staysEmpty() throws Exception {
        Answer answer = send("DELETE /nothing HTTP/1.1", "");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("transfer-encoding")).isEmpty();
    }

    @Test
    void headRequest_keepsTheLength() throws Exception {
        Answer answer = send("HEAD /long HTTP/1.1", "");

        assertThat(answer.header("content-length")).isEqualTo("5");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void connection_servesOneRequestAfterTheOther() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            for (String path : List.of("/etag", "/nothing", "/x", "/q/metrics", "/etag", "/y")) {
                socket.getOutputStream().write(head("GET " + path + " HTTP/1.1\r\nIf-None-Match: \"7\""));
                assertThat(Answer.read(reader).status()).isIn(200, 204, 304, 404);
            }
        }
    }

    @Test
    void eventStream_arrivesPieceByPiece() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(head("GET /stream HTTP/1.1"));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            HttpServerResponse stream = streams.poll(10, TimeUnit.SECONDS);

            var _ = stream.write("event: ping\ndata: 1\n\n");
            String first = readUntil(reader, "data: 1");
            var _ = stream.write("event: ping\ndata: 2\n\n");
            String second = readUntil(reader, "data: 2");

            assertThat(first).contains("text/event-stream");
            assertThat(second).doesNotContain("data: 1");
        }
    }

    @Test
    void service_noticesThatTheReaderOfItsStreamHasGone() throws Exception {
        BlockingQueue<String> gone = new LinkedBlockingQueue<>();
        HttpServerResponse stream;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(head("GET /stream HTTP/1.1"));
            stream = streams.poll(10, TimeUnit.SECONDS);
            stream.closeHandler(nothing -> gone.add("gone"));
        }

        assertThat(gone.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
    }

    @Test
    void deadService_isAnsweredForWithARetry() throws Exception {
        vault.close();

        Answer answer = send("POST /api/v3/secrets/raw/A HTTP/1.1\r\nContent-Length: 2\r\nX-Request-ID: r-1", "{}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("content-type")).startsWith("application/json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("statusCode").asInt()).isEqualTo(503);
        assertThat(body.path("reqId").asText()).isEqualTo("r-1");
        assertThat(body.path("message").isTextual()).isTrue();
        assertThat(body.path("error").asText()).isEqualTo("ServiceUnavailable");
    }

    @Test
    void serviceThatHangsUp_isAnsweredForWithARetry() throws Exception {
        assertThat(send("GET /hang-up HTTP/1.1", "").status()).isEqualTo(503);
        assertThat(send("GET / HTTP/1.1", "").status()).isEqualTo(200);
    }

    @Test
    void serviceThatComesBack_isUsedAgain() throws Exception {
        int port = vault.port();
        assertThat(send("GET / HTTP/1.1", "").status()).isEqualTo(200);
        vault.close();
        assertThat(send("GET / HTTP/1.1", "").status()).isEqualTo(503);

        open.add(LoopbackServer.start(
                port, new HttpServerOptions(), 1, vertx -> Handlers.of(request -> echo("vault", request))));

        assertThat(send("GET / HTTP/1.1", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/secret-syncs", "/q/metrics", "/%71/metrics"})
    void pathOfNobody_isNotFound(String path) throws Exception {
        Answer answer = send("GET " + path + " HTTP/1.1", "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("error").asText()).isEqualTo("NotFound");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET http://elsewhere/api/v1/auth HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET /" + "x" + " HTTP/1.1\r\nBad Header: 1"
            })
    void malformedRequest_isRefusedWithTheDocumentedBody(String head) throws Exception {
        Answer answer = send(head, "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("statusCode").asInt()).isEqualTo(400);
    }

    private LoopbackServer upstream(String name) {
        LoopbackServer server = LoopbackServer.start(
                0, new HttpServerOptions(), 1, vertx -> Handlers.of(request -> echo(name, request)));
        open.add(server);
        return server;
    }

    /** Answers with what arrived. */
    private void echo(String name, HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/etag" ->
                request.response()
                        .setStatusCode(304)
                        .putHeader("ETag", request.getHeader("If-None-Match"))
                        .end();
            case "/long" -> request.response().putHeader("Content-Length", "5").end();
            case "/nothing" -> request.response().setStatusCode(204).end();
            case "/hang-up" -> request.connection().close();
            case "/stream" -> {
                request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
                request.response().write(": hello\n\n");
                streams.add(request.response());
            }
            default ->
                request.body().onSuccess(body -> {
                    var seen = JSON.createObjectNode();
                    seen.put("service", name);
                    seen.put("method", request.method().name());
                    seen.put("uri", request.uri());
                    seen.put("body", body.toString());
                    var headers = seen.putObject("headers");
                    request.headers()
                            .forEach(
                                    header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(seen.toString());
                });
        }
    }

    private int port() {
        return URI.create(edge.url()).getPort();
    }

    private static byte[] head(String head) {
        return (head + "\r\nHost: secrets.example:8443\r\n\r\n").getBytes(ISO_8859_1);
    }

    private Answer send(String head, String body) throws IOException {
        String asLast = head.contains("Connection:") ? head : head + "\r\nConnection: close";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head(asLast));
            socket.getOutputStream().write(body.getBytes(ISO_8859_1));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            return head.startsWith("HEAD ") ? Answer.readHead(reader) : Answer.read(reader);
        }
    }

    private static String readUntil(BufferedReader reader, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (!read.toString().contains(text)) {
            read.append(reader.readLine()).append('\n');
        }
        return read.toString();
    }
}
