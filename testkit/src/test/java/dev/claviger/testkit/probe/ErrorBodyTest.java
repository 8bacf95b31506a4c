package dev.claviger.testkit.probe;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.specification.ResponseSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure of every service has this body (http-api.md 1.4), whatever layer it comes from. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ErrorBodyTest {
    private static final String HEAD = "POST /probe/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    @Test
    void unknownRoute_is404() {
        given().get("/api/v9/nothing").then().spec(error(404, "NotFound"));
    }

    @Test
    void wrongMethod_is405() {
        given().put("/probe/echo").then().spec(error(405, "MethodNotAllowed"));
    }

    @Test
    void wrongMediaType_is415() {
        given().contentType("text/plain").body("x").post("/probe/echo").then().spec(error(415, "UnsupportedMediaType"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "\"text\"", "{\"name\":}", "nonsense", "{\"name\":\"a\"", "{\"name\":\"\u0001\"}"})
    void malformedJson_is400(String body) throws IOException {
        assertThat(post(body)).startsWith("HTTP/1.1 400").contains("\"error\":\"BadRequest\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":7}",
                "{\"name\":true}",
                "{\"name\":{}}",
                "{\"name\":[]}",
                "{\"count\":\"7\"}",
                "{\"count\":1.5}",
                "{\"count\":99999999999}",
                "{\"flag\":\"true\"}",
                "{\"flag\":1}",
                "{\"items\":\"a\"}",
                "{\"items\":[1]}"
            })
    void wrongType_is422AndNamesTheField(String body) {
        given().contentType("application/json")
                .body(body)
                .post("/probe/echo")
                .then()
                .spec(error(422, "ValidationFailure"))
                .body(at("message", hasSize(1)))
                .body(at("message[0].path", notNullValue()))
                .body(at("message[0].code", equalTo("invalid_type")));
    }

    @Test
    void T20_deepJson_is400() throws IOException {
        String body = "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000);

        assertThat(post(body)).startsWith("HTTP/1.1 400").contains("\"error\":\"BadRequest\"");
    }

    @Test
    void T20_hugeBody_is413() throws IOException {
        int length = 10_000_000;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            send(socket, HEAD + "Connection: close\r\nContent-Length: " + length + "\r\n\r\n");
            send(socket, "x".repeat(length));

            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("\"error\":\"PayloadTooLarge\"");
        }
    }

    @Test
    void T20_hugeBodyInChunks_is413() throws IOException {
        String start = "{\"name\":\"";
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            send(socket, HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
            send(socket, Integer.toHexString(start.length()) + "\r\n" + start + "\r\n");
            for (int i = 0; i < 100; i++) {
                send(socket, chunk);
            }
            send(socket, "0\r\n\r\n");

            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("\"error\":\"PayloadTooLarge\"");
        }
    }

    @Test
    void defect_is500AndSaysNothing() {
        given().get("/probe/defect")
                .then()
                .spec(error(500, "InternalServerError"))
                .body(at("message", equalTo("Something went wrong")));
    }

    @Test
    void invalidInput_is422() {
        given().get("/probe/invalid")
                .then()
                .spec(error(422, "ValidationFailure"))
                .body(at("message[0].path[0]", equalTo("name")));
    }

    /** Whoever reads logs as objects finds the request beside the text. */
    @Test
    void answerThatNeverComes_is503_andTheLogCarriesTheRequest() {
        try (LogCanary canary = LogCanary.listen()) {
            given().header("X-Request-ID", "req-beside-the-text")
                    .get("/probe/hang")
                    .then()
                    .spec(error(503, "ServiceUnavailable"))
                    .header("Retry-After", "1");

            assertThat(canary.hasHeard("{reqId=req-beside-the-text")).isTrue();
        }
    }

    /** The caller has gone, and nobody needs to get up for it. */
    @ParameterizedTest
    @ValueSource(strings = {"failure", "value"})
    void outcomeThatComesTooLate_raisesNoAlarm(String outcome) {
        try (LogCanary canary = LogCanary.listen()) {
            given().get("/probe/late/" + outcome).then().spec(error(503, "ServiceUnavailable"));

            await().atMost(Duration.ofSeconds(10)).until(() -> canary.hasHeard("late " + outcome));
            await().during(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> canary.loudest().intValue() < Level.SEVERE.intValue());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/probe//echo",
                "/probe/../probe/echo",
                "/probe/./echo",
                "/probe%2fecho",
                "/probe/%2e%2e/echo",
                "/probe/echo;v=1",
                "/probe/echo%00",
                "/probe/%5Cecho",
                "/probe/echo%0d%0aX:1"
            })
    void T2_T11_ambiguousPath_is400(String path) throws IOException {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"error\":\"BadRequest\"");
    }

    @Test
    void T2_requestLineThatIsNoHttp_is400() throws IOException {
        assertThat(raw("GET /probe\\echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void trailingSlash_isIgnored() {
        given().contentType("application/json")
                .body("{\"name\":\"a\"}")
                .post("/probe/echo/")
                .then()
                .statusCode(200)
                .body(at("name", equalTo("a")));
    }

    @Test
    void deleteBody_isRead() {
        given().contentType("application/json")
                .body("{\"name\":\"a\"}")
                .delete("/probe/echo")
                .then()
                .statusCode(200)
                .body(at("name", equalTo("a")));
    }

    @Test
    void formBody_isReadLikeJson() {
        given().contentType("application/x-www-form-urlencoded")
                .body("name=a%20b&unknown=1")
                .post("/probe/echo")
                .then()
                .statusCode(200)
                .body(at("name", equalTo("a b")));
    }

    @Test
    void requestId_isKeptWhenSaneAndReplacedWhenNot() {
        given().header("X-Request-ID", "job-42")
                .get("/probe/defect")
                .then()
                .header("X-Request-ID", "job-42")
                .body(at("reqId", equalTo("job-42")));
        given().header("X-Request-ID", "<script>")
                .get("/probe/defect")
                .then()
                .body(at("reqId", org.hamcrest.Matchers.matchesPattern("[0-9a-f-]{36}")));
    }

    @Test
    void noToken_is401() {
        given().get("/probe/read/x").then().spec(error(401, "Unauthorized"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic abc", "Bearer", "Bearer ", "bearer", "Token x"})
    void T11_otherCredentials_are401(String header) {
        given().header("Authorization", header).get("/probe/read/x").then().spec(error(401, "Unauthorized"));
    }

    @Test
    void T11_twoCredentials_areRefused() {
        String token = TestTokens.identity().make();

        given().header("Authorization", "Bearer " + token)
                .header("Authorization", "Bearer " + token)
                .get("/probe/read/x")
                .then()
                .spec(error(401, "Unauthorized"));
        given().header("Authorization", "Bearer " + token)
                .header("X-API-Key", "k")
                .get("/probe/read/x")
                .then()
                .spec(error(400, "BadRequest"));
    }

    private static ResponseSpecification error(int status, String name) {
        return new ResponseSpecBuilder()
                .expectStatusCode(status)
                .expectContentType("application/json")
                .expectBody("statusCode", equalTo(status))
                .expectBody("error", equalTo(name))
                .expectBody("message", notNullValue())
                .expectBody("reqId", notNullValue())
                .expectHeader("X-Request-ID", notNullValue(String.class))
                .build();
    }

    /** Past RestAssured, whose printer of failures does not come back from some kinds of broken JSON. */
    private static String post(String body) throws IOException {
        return raw(HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            send(socket, request);
            return answer(socket);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        return new String(socket.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
    }
}
