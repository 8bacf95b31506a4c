package dev.claviger.auth.jwt;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import dev.claviger.auth.oidc.SignedElsewhere;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class JwtLoginTest extends MethodHarness {
    private static final String METHOD = "jwt-auth";
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k\"}";

    private final SignedElsewhere signer = SignedElsewhere.start();

    JwtLoginTest() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return fixed(Map.of());
    }

    @AfterEach
    void stop() {
        signer.close();
    }

    @Test
    void login_answersWhatClientsRead_withStaticKeys() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = logIn(signer.sign(HEADER, claims(Map.of())));

        answer.then()
                .statusCode(200)
                .body(at("accessToken", not(emptyString())))
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
        assertThat(payload(valueAt(answer, "accessToken")).getMap()).containsEntry("authMethod", METHOD);
    }

    @Test
    void login_succeeds_withAKeySet() {
        attach(remote(Map.of()));

        logIn(signer.sign(HEADER, claims(Map.of()))).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("jwt", signer.sign(HEADER, claims(Map.of())))
                .formParam("organizationSlug", "")
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    @Test
    void secondStaticKey_countsToo() {
        String first = signer.publicKey();
        signer.rotate();
        attach(Map.of("publicKeys", List.of(first, signer.publicKey())));

        logIn(signer.sign("{\"alg\":\"RS256\",\"kid\":\"k2\"}", claims(Map.of())))
                .then()
                .statusCode(200);
    }

    @Test
    void keySet_servesOn_whenItsServerIsAway() {
        attach(remote(Map.of()));
        String token = signer.sign(HEADER, claims(Map.of()));
        logIn(token).then().statusCode(200);
        signer.answerKeys(exchange -> SignedElsewhere.send(exchange, 503, ""));
        TestClock.step(Duration.ofMinutes(6));

        logIn(token).then().statusCode(200);
        assertThat(signer.keyFetches()).isEqualTo(2);
    }

    @Test
    void keySet_thatWasNeverThere_isAnOutage() {
        signer.answerKeys(exchange -> SignedElsewhere.send(exchange, 500, ""));
        attach(remote(Map.of()));

        logIn(signer.sign(HEADER, claims(Map.of()))).then().statusCode(503);
    }

    @Test
    void newKey_isFetched_whenItIsUsed() {
        attach(remote(Map.of()));
        logIn(signer.sign(HEADER, claims(Map.of()))).then().statusCode(200);
        signer.rotate();
        TestClock.step(Duration.ofSeconds(31));

        logIn(signer.sign("{\"alg\":\"RS256\",\"kid\":\"k2\"}", claims(Map.of())))
                .then()
                .statusCode(200);
    }

    /** T20: one fetch for all who come at once, and one for all the key ids that nobody has. */
    @Test
    void T20_keySetIsFetchedOnce_whateverKeyIdsCome() {
        attach(remote(Map.of()));
        String claims = claims(Map.of());
        AtomicInteger number = new AtomicInteger();

        List<Integer> answers = Together.run(
                30,
                () -> logIn(signer.sign(
                                "{\"alg\":\"RS256\",\"kid\":\"x%d\"}".formatted(number.incrementAndGet()), claims))
                        .statusCode());

        assertThat(answers).containsOnly(401);
        assertThat(signer.keyFetches()).isLessThanOrEqualTo(2);
    }

    /** T8: an address on this side of the wall is not fetched from unless the operator lists it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "https://[::ffff:169.254.169.254]/keys",
                "http://10.0.0.1/keys"
            })
    void T8_keySetIsNotFetchedFromInside(String url) {
        attach(remote(Map.of("jwksUrl", url)));

        logIn(signer.sign(HEADER, claims(Map.of()))).then().statusCode(503);
    }

    @Test
    void claims_areJudgedAsThoseOfOidc() {
        attach(Map.of("boundSubject", "job:*", "boundClaims", Map.of("tier", "gold,silver")));

        login(Map.of("sub", "job:7", "tier", "silver")).then().statusCode(200);
        login(Map.of("sub", "job:7", "tier", "lead"))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: JWT claim not allowed.")));
        login(Map.of("sub", "job:7"))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: token has no tier field")));
        login(Map.of("sub", "job/7", "tier", "gold"))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("Access denied: JWT subject not allowed.")));
        login(Map.of("sub", "job:7", "tier", "gold", "aud", "https://other.example"))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: JWT audience not allowed.")));
    }

    @Test
    void issuer_isCheckedWhereItIsBound() {
        attach(Map.of("boundIssuer", "https://issuer.example"));

        login(Map.of("iss", "https://issuer.example")).then().statusCode(200);
        login(Map.of("iss", "https://issuer.example/")).then().statusCode(401);
        login(without("iss")).then().statusCode(401);
    }

    @Test
    void issuer_isFree_whereItIsNotBound() {
        attach(Map.of());

        login(Map.of("iss", "anybody")).then().statusCode(200);
        login(without("iss")).then().statusCode(200);
    }

    @Test
    void jobTokens_bringTheirJobAlong_andForksStayOut() {
        attach(Map.of("boundClaims", Map.of("job_project_id", "20")));
        Map<String, Object> job = Map.of("job_project_id", "20", "project_id", "20", "job_id", "8", "ref", "main");
        Map<String, Object> fork = Map.of("job_project_id", "20", "project_id", "77", "job_id", "9");

        assertThat(payload(valueAt(login(job), "accessToken"))
                        .getJsonObject("prov")
                        .getMap())
                .containsEntry("projectId", "20")
                .containsEntry("jobId", "8")
                .containsEntry("ref", "main");
        login(fork).then().statusCode(403);
    }

    @Test
    void refusal_tellsTheAdministratorWhy_andTheCallerLittle() {
        attach(Map.of("boundClaims", Map.of("tier", "gold")));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            login(Map.of("tier", "lead")).then().statusCode(401);

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-jwt-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText())
                    .isEqualTo("check=boundClaims claim=tier expected=gold received=lead");
            assertThat(data.path("actor").path("id").asText()).isEqualTo(identity);
            assertThat(data.path("metadata")
                            .path("jwtClaimsReceived")
                            .path("tier")
                            .asText())
                    .isEqualTo("lead");
        }
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(login(Map.of()), "accessToken");
        org.asAdmin().delete(path()).then().statusCode(200);

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        login(Map.of()).then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());

        assertCannotBeFoundOut(
                Map.of("jwt", signer.sign(HEADER, claims(Map.of())).replaceFirst("....$", "AAAA")));
    }

    private Map<String, Object> fixed(Map<String, ?> settings) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "configurationType", "static",
                "publicKeys", List.of(signer.publicKey()),
                "boundAudiences", "https://claviger.example",
                "boundSubject", "job*"));
        body.putAll(settings);
        return body;
    }

    private Map<String, Object> remote(Map<String, ?> settings) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "configurationType", "jwks",
                "jwksUrl", signer.keysUrl(),
                "boundAudiences", "https://claviger.example",
                "boundSubject", "job*"));
        body.putAll(settings);
        return body;
    }

    private Response login(Map<String, ? extends @Nullable Object> overrides) {
        return logIn(signer.sign(HEADER, claims(overrides)));
    }

    static String claims(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> claims = new HashMap<>(Map.of(
                "iss",
                "https://issuer.example",
                "aud",
                List.of("https://claviger.example"),
                "sub",
                "job",
                "exp",
                TestClock.now().plusSeconds(86_400_000).getEpochSecond()));
        overrides.forEach(claims::put);
        claims.values().removeIf(value -> value == null);
        return new JsonObject(claims).encode();
    }
}
