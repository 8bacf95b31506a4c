package dev.claviger.auth.tlscert;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class TlsCertLoginTest extends TlsCertHarness {
    @Test
    void login_succeeds_withACertificateOfTheAuthority() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = logIn(ROOT.client("web"));

        answer.then()
                .statusCode(200)
                .body(at("accessToken", not(emptyString())))
                .body(at("expiresIn", equalTo(600)))
                .body(at("tokenType", equalTo("Bearer")));
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .header(HEADER, escaped(ROOT.client("web").pem()))
                .formParam("identityId", identity)
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "web, '', 200",
        "'other, web', '', 200",
        "'', web.example, 200",
        "web, web.example, 200",
        "other, '', 401",
        "we, '', 401",
        "web*, '', 401",
        "WEB, '', 401",
        "'', other.example, 401",
        "'', example, 401",
        "other, web.example, 401",
        "web, other.example, 401"
    })
    void T7_namesAreComparedExactly(String commonNames, String alternativeName, int status) {
        List<String> names = alternativeName.isEmpty() ? List.of() : List.of(alternativeName);
        attach(Map.of("allowedCommonNames", commonNames, "allowedSubjectAltNames", names));

        logIn(ROOT.client("web")).then().statusCode(status);
    }

    @Test
    void refusal_ofAGoodCertificate_isRecordedWithItsReason() {
        attach(Map.of("allowedCommonNames", "other"));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            logIn(ROOT.client("web")).then().statusCode(401).body(at("message", equalTo(NOT_ALLOWED)));

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-tls-cert-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText()).isEqualTo("check=allowedCommonNames expected=other received=web");
            assertThat(data.path("metadata").path("certificateFingerprint").asText())
                    .hasSize(64);
        }
    }

    /** T11: what does not come from the proxy's own connection does not count, whatever it says about itself. */
    @Test
    void T11_headerFromElsewhereDoesNotCount() throws IOException {
        attach(Map.of());
        String certificate = escaped(ROOT.client("web").pem());

        assertThat(rawLogin("127.0.0.1", certificate)).startsWith("HTTP/1.1 200");
        assertThat(rawLogin("127.0.0.2", certificate))
                .startsWith("HTTP/1.1 401")
                .contains(NONE);
    }

    @Test
    void T11_headerGivenTwiceDoesNotCount() {
        attach(Map.of());
        String certificate = escaped(ROOT.client("web").pem());

        given().contentType(ContentType.JSON)
                .header(HEADER, certificate, certificate)
                .body(Map.of("identityId", identity))
                .post(Org.auth(METHOD) + "/login")
                .then()
                .statusCode(401)
                .body(at("message", equalTo(NONE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "%",
                "%4",
                "%zz",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----%0AAAAA%0A-----END CERTIFICATE-----",
                "-----BEGIN PRIVATE KEY-----%0AAAAA%0A-----END PRIVATE KEY-----",
                "%00"
            })
    void T21_headerThatIsNoCertificateIsRefused(String header) {
        attach(Map.of());

        logInWith(header).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void noCertificate_isTold() {
        attach(Map.of());

        Org.logInBy(METHOD, Map.of("identityId", identity))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(NONE)));
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());
        String bad = escaped(Issued.root("Other").client("web").pem());
        String without = org.identity();

        Alike.check(
                round -> logInWith(bad),
                round -> logInAs(without, bad),
                round -> logInAs(UUID.randomUUID().toString(), bad),
                round -> logInAs("nonsense", bad));
    }

    /** T12: nor by those who show no certificate. */
    @Test
    void T12_identitiesCannotBeFoundOut_withoutACertificate() {
        attach(Map.of());
        String without = org.identity();

        for (String id : List.of(identity, without, UUID.randomUUID().toString(), "nonsense")) {
            Org.logInBy(METHOD, Map.of("identityId", id)).then().statusCode(401).body(at("message", equalTo(NONE)));
        }
    }

    /** From another address of this machine, and claiming to come from the proxy. */
    private String rawLogin(String from, String certificate) throws IOException {
        int port = URI.create(RestAssured.baseURI).getPort() > 0
                ? URI.create(RestAssured.baseURI).getPort()
                : RestAssured.port;
        String body = "{\"identityId\":\"%s\"}".formatted(identity);
        String request = """
                POST /api/v1/auth/tls-cert-auth/login HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: %d\r
                X-Forwarded-For: 127.0.0.1\r
                Forwarded: for=127.0.0.1\r
                X-Real-IP: 127.0.0.1\r
                X-Client-Certificate: %s\r
                Connection: close\r
                \r
                %s""".formatted(body.length(), certificate, body);
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
