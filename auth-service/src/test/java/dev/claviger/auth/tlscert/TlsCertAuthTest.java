package dev.claviger.auth.tlscert;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
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
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class TlsCertAuthTest {
    private static final String METHOD = "tls-cert-auth";
    private static final String HEADER = "X-Client-Certificate";
    private static final String NONE = "Access denied: no client certificate.";
    private static final String UNVERIFIED = "Access denied: the client certificate could not be verified.";
    private static final String NOT_ALLOWED = "Access denied: client certificate not allowed.";
    private static final Issued ROOT = Issued.root("Harbour Root");

    private final Org org = Org.shared();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

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

    /** T6: certificates that only look like those of the authority. Each says what is wrong with it. */
    @ParameterizedTest
    @MethodSource
    void T6_certificatesAreRefused(String what, Issued client) {
        attach(Map.of());

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    static Stream<Arguments> T6_certificatesAreRefused() {
        Instant now = TestClock.now();
        Issued leaf = ROOT.client("web");
        return Stream.of(
                Arguments.of("of another authority", Issued.root("Other").client("web")),
                Arguments.of(
                        "of an authority of the same name",
                        Issued.root("Harbour Root").client("web")),
                Arguments.of("signed by itself", Issued.selfSigned("CN=web").issue()),
                Arguments.of(
                        "signed by itself under the authority's name",
                        Issued.selfSigned("CN=Harbour Root").issue()),
                Arguments.of("the authority itself", ROOT),
                Arguments.of("signed by a leaf", leaf.client("web")),
                Arguments.of(
                        "an authority below ours",
                        ROOT.signs("CN=web").authority(0).issue()),
                Arguments.of(
                        "for servers",
                        ROOT.signs("CN=web")
                                .purpose(KeyPurposeId.id_kp_serverAuth)
                                .issue()),
                Arguments.of(
                        "for encryption only",
                        ROOT.signs("CN=web").usage(KeyUsage.keyEncipherment).issue()),
                Arguments.of(
                        "expired",
                        ROOT.signs("CN=web")
                                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)))
                                .issue()),
                Arguments.of(
                        "not valid yet",
                        ROOT.signs("CN=web")
                                .valid(now.plus(Duration.ofDays(3000)), now.plus(Duration.ofDays(3100)))
                                .issue()));
    }

    @Test
    void certificate_ends() {
        attach(Map.of());
        Issued client = ROOT.signs("CN=web")
                .valid(TestClock.now().minusSeconds(60), TestClock.now().plusSeconds(60))
                .issue();
        logIn(client).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(62));

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void authority_ends() {
        Issued shortLived = Issued.selfSigned("CN=Short")
                .authority(1)
                .valid(TestClock.now().minusSeconds(60), TestClock.now().plusSeconds(60))
                .issue();
        attach(Map.of("caCertificate", shortLived.pem()));
        Issued client = shortLived.client("web");
        logIn(client).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(62));

        logIn(client).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void intermediateAuthorities_count_whereTheyMay() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        Issued client = intermediate.client("web");
        attach(Map.of("verifyClientCertificateChain", true));

        logIn(client, intermediate).then().statusCode(200);
        logIn(client).then().statusCode(401);
    }

    @Test
    void intermediateAuthorities_doNotCount_otherwise() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        attach(Map.of("verifyClientCertificateChain", false));

        logIn(intermediate.client("web"), intermediate).then().statusCode(401);
    }

    @Test
    void intermediateAuthority_mayBeTheOneThatIsTrusted() {
        Issued intermediate = ROOT.signs("CN=Intermediate").authority(0).issue();
        attach(Map.of("caCertificate", intermediate.pem()));

        logIn(intermediate.client("web")).then().statusCode(200);
        logIn(ROOT.client("web")).then().statusCode(401);
    }

    /** T6, the class of CVE-2025-6037: a leaf vouches for nobody, whatever stands around it. */
    @ParameterizedTest
    @MethodSource
    void T6_chainsAreRefused(String what, Issued authority, List<Issued> chain) {
        attach(Map.of("verifyClientCertificateChain", true, "caCertificate", authority.pem()));

        logIn(chain.toArray(Issued[]::new)).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    static Stream<Arguments> T6_chainsAreRefused() {
        Issued leaf = ROOT.client("signer");
        Issued noUsage = ROOT.signs("CN=No usage").issue();
        Issued wrongUsage = ROOT.signs("CN=Wrong usage")
                .authority(0)
                .usage(KeyUsage.digitalSignature)
                .issue();
        Issued shortPath = Issued.selfSigned("CN=Short path").authority(0).issue();
        Issued below = shortPath.signs("CN=Below").authority(0).issue();
        Issued upper = ROOT.signs("CN=Upper").authority(0).issue();
        Issued lower = upper.signs("CN=Lower").authority(0).issue();
        Issued named = Issued.selfSigned("CN=Named")
                .authority(2)
                .onlyBelow("inside.example")
                .issue();
        Issued own = Issued.root("Own");
        return Stream.of(
                Arguments.of("a leaf as authority", ROOT, List.of(leaf.client("web"), leaf)),
                Arguments.of("no basic constraints", ROOT, List.of(noUsage.client("web"), noUsage)),
                Arguments.of("no keyCertSign", ROOT, List.of(wrongUsage.client("web"), wrongUsage)),
                Arguments.of("path length of the root", shortPath, List.of(below.client("web"), below)),
                Arguments.of("path length of an intermediate", ROOT, List.of(lower.client("web"), lower, upper)),
                Arguments.of("name constraints of the root", named, List.of(named.client("web"))),
                Arguments.of("an authority that the client brings along", ROOT, List.of(own.client("web"), own)));
    }

    @Test
    void nameConstraints_letTheirNamesPass() {
        Issued named =
                Issued.selfSigned("CN=Named").authority(2).onlyBelow("example").issue();
        attach(Map.of("caCertificate", named.pem()));

        logIn(named.client("web")).then().statusCode(200);
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
    void T20_manyCertificatesAreRefusedUnread() {
        attach(Map.of("verifyClientCertificateChain", true));
        Issued client = ROOT.client("web");
        Issued[] many = Stream.concat(
                        Stream.of(client), Stream.generate(() -> ROOT).limit(6))
                .toArray(Issued[]::new);

        logIn(many).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
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

    @Test
    void whatIsSent_comesBack() {
        attach(Map.of(
                "allowedCommonNames",
                "web,api",
                "allowedSubjectAltNames",
                List.of("web.example", "spiffe://harbour/web"),
                "verifyClientCertificateChain",
                true));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth.identityId", equalTo(identity)))
                .body(at("identityTlsCertAuth.caCertificate", equalTo(ROOT.pem())))
                .body(at("identityTlsCertAuth.allowedCommonNames", equalTo("web, api")))
                .body(at(
                        "identityTlsCertAuth.allowedSubjectAltNames",
                        equalTo(List.of("web.example", "spiffe://harbour/web"))))
                .body(at("identityTlsCertAuth.verifyClientCertificateChain", equalTo(true)))
                .body(at("identityTlsCertAuth.accessTokenTTL", equalTo(2_592_000)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", hasItem(METHOD)));
        org.asAdmin()
                .body(Map.of("allowedCommonNames", "api"))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth.allowedCommonNames", equalTo("api")))
                .body(at("identityTlsCertAuth.caCertificate", equalTo(ROOT.pem())));
        org.asAdmin()
                .delete(path())
                .then()
                .statusCode(200)
                .body(at("identityTlsCertAuth", not(hasKey("caCertificate"))));
    }

    /** T7: everybody whom the authority knows is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedCommonNames", "")))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        Issued constrained =
                ROOT.signs("CN=Constrained").authority(0).onlyBelow("example").issue();
        return Stream.of(
                Arguments.of("caCertificate", ""),
                Arguments.of("caCertificate", "nonsense"),
                Arguments.of("caCertificate", ROOT.client("web").pem()),
                Arguments.of(
                        "caCertificate", Issued.selfSigned("CN=web").issue().pem()),
                Arguments.of("caCertificate", ROOT.pem() + ROOT.client("web").pem()),
                Arguments.of("caCertificate", constrained.pem()),
                Arguments.of("allowedSubjectAltNames", List.of("")),
                Arguments.of("accessTokenTTL", -1));
    }

    private void attach(Map<String, ? extends @Nullable Object> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private static Map<String, @Nullable Object> settings(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> body =
                new HashMap<>(Map.of("caCertificate", ROOT.pem(), "allowedCommonNames", "web"));
        overrides.forEach(body::put);
        return body;
    }

    private Response logIn(Issued... chain) {
        StringBuilder pem = new StringBuilder();
        for (Issued each : chain) {
            pem.append(each.pem());
        }
        return logInWith(escaped(pem.toString()));
    }

    private Response logInWith(String header) {
        return logInAs(identity, header);
    }

    private static Response logInAs(String id, String header) {
        return given().contentType(ContentType.JSON)
                .header(HEADER, header)
                .body(Map.of("identityId", id))
                .post(Org.auth(METHOD) + "/login");
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    /** As nginx does it, where a blank is %20. */
    private static String escaped(String pem) {
        return URLEncoder.encode(pem, UTF_8).replace("+", "%20");
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
