package dev.claviger.auth.oidc;

import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_BRANCH;
import static dev.claviger.testkit.JsonAt.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks of class T6 and T9 on the ID token itself. */
@AuthServiceTest
class ForgedTokensTest {
    private static final String AUDIENCE = "https://claviger.example";
    private static final String UNVERIFIED = "Access denied: the OIDC token could not be verified.";
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());
    private static final SignedElsewhere FORGER = SignedElsewhere.start();
    private static String identity = "";
    private static String elsewhere = "";

    @BeforeEach
    void configure() {
        if (identity.isEmpty()) {
            identity = Org.shared().identity();
            Org.shared().oidc(identity, GITLAB.url(), Map.of()).then().statusCode(200);
            elsewhere = Org.shared().identity();
            Org.shared().oidc(elsewhere, FORGER.url(), Map.of()).then().statusCode(200);
        }
    }

    @AfterAll
    static void stop() {
        GITLAB.close();
        FORGER.close();
    }

    /** Headers that would bring along a key, or change how the token is read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'RS256','kid':'k','jku':'https://evil.example/keys'}",
                "{'alg':'RS256','kid':'k','x5u':'https://evil.example/cert'}",
                "{'alg':'RS256','kid':'k','jwk':{'kty':'oct','k':'AA'}}",
                "{'alg':'RS256','kid':'k','x5c':['AA']}",
                "{'alg':'RS256','kid':'k','crit':['exp']}",
                "{'alg':'RS256','kid':'k','b64':false}",
                "{'alg':'RS256','kid':'k','typ':'at+jwt'}",
                "{'alg':'RS256','kid':'k','typ':7}",
                "{'alg':'RS256','kid':['k']}",
                "{'alg':'RS256','alg':'none','kid':'k'}",
                "{'alg':'none','kid':'k'}",
                "{'alg':'None','kid':'k'}",
                "{'alg':'HS256','kid':'k'}",
                "{'alg':'PS256','kid':'k'}",
                "{'alg':'EdDSA','kid':'k'}",
                "{'alg':'ES256','kid':'k'}",
                "{'alg':['RS256'],'kid':'k'}",
                "{'kid':'k'}",
                "{'alg':'RS256','kid':'../../../etc/passwd'}",
                "{'alg':'RS256','kid':'k\\u0027 OR 1=1'}",
                "[]",
                "null",
                "not json"
            })
    void T6_headersAreRefused(String header) {
        String token = FORGER.sign(header.replace('\'', '"'), claims(Map.of()));

        Org.logInWithIdToken(elsewhere, token).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    /** The same signer with an honest header is let in, so that the table above proves something. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'RS256','kid':'k','typ':'JWT'}",
                "{'alg':'RS256','kid':'k','typ':'jwt','x5t':'AA'}",
                "{'alg':'RS512','kid':'k'}",
                "{'alg':'RS256'}"
            })
    void honestHeadersPass(String header) {
        String token = FORGER.sign(header.replace('\'', '"'), claims(Map.of()));

        Org.logInWithIdToken(elsewhere, token).then().statusCode(200);
    }

    @ParameterizedTest
    @MethodSource
    void T6_claimsAreRefused(String payload, int status) {
        String token = FORGER.sign("{\"alg\":\"RS256\",\"kid\":\"k\"}", payload);

        Org.logInWithIdToken(elsewhere, token).then().statusCode(status);
    }

    static Stream<Arguments> T6_claimsAreRefused() {
        String good = claims(Map.of());
        return Stream.of(
                        // named twice, the first or the last would do
                        good.replace("{", "{\"project_id\":\"666\","),
                        good.replace("}", ",\"project_id\":\"20\"}"),
                        claims(nulled("exp")),
                        claims(Map.of("exp", "4102444800")),
                        claims(Map.of("exp", -1)),
                        claims(Map.of("nbf", "soon")),
                        claims(Map.of("iss", FORGER.url() + "/")),
                        claims(Map.of("iss", List.of(FORGER.url()))),
                        claims(nulled("iss")),
                        claims(nulled("aud")),
                        "[]",
                        "\"text\"",
                        "",
                        good.substring(0, good.length() - 2))
                .map(payload -> Arguments.of(payload, 401));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "a.b", "a.b.c.d", "..", "a..c", ".b.", "eyJhbGciOiJub25lIn0.e30.", "\u0000.\u0000.\u0000"})
    void T6_whatIsNoTokenIsRefused(String text) {
        Org.logInWithIdToken(identity, text).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void T6_algNoneIsRefused_whateverFollows() {
        String[] parts = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE).split("\\.", -1);
        String none = encode("{\"alg\":\"none\"}");

        assertThat(Stream.of(none + "." + parts[1] + ".", none + "." + parts[1] + "." + parts[2])
                        .map(token -> Org.logInWithIdToken(identity, token).statusCode()))
                .containsOnly(401);
    }

    @Test
    void T6_changedClaimsAreRefused() {
        String[] parts = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE).split("\\.", -1);
        String other = GITLAB.idTokens()
                .issue(PROTECTED_BRANCH, AUDIENCE, Map.of("project_id", "21"))
                .split("\\.", -1)[1];

        Org.logInWithIdToken(identity, parts[0] + "." + other + "." + parts[2])
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));
    }

    /** T6: two GitLab servers, each honest, must not vouch for each other's projects. */
    @Test
    void T6_issuersAreNotMixedUp() {
        String honest = FORGER.sign("{\"alg\":\"RS256\",\"kid\":\"k\"}", claims(Map.of("iss", GITLAB.url())));

        Org.logInWithIdToken(identity, honest).then().statusCode(401);
        Org.logInWithIdToken(elsewhere, honest).then().statusCode(401);
    }

    @Test
    void T6_hugeTokenIsRefusedUnread() {
        String token = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE, Map.of("padding", "x".repeat(20_000)));

        Org.logInWithIdToken(identity, token).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        String bad = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE).replaceFirst("....$", "AAAA");
        String without = Org.shared().identity();

        Alike.check(
                round -> Org.logInWithIdToken(identity, bad),
                round -> Org.logInWithIdToken(without, bad),
                round -> Org.logInWithIdToken(UUID.randomUUID().toString(), bad),
                round -> Org.logInWithIdToken("nonsense", bad));
    }

    /** T12: that an issuer is away would tell that there is an identity; so it is told to those only whose token fits. */
    @Test
    void T12_outageOfAnIssuerIsToldToItsOwn() {
        try (SignedElsewhere away = SignedElsewhere.start()) {
            String machine = Org.shared().identity();
            Org.shared().oidc(machine, away.url(), Map.of()).then().statusCode(200);
            away.goDown();

            Org.logInWithIdToken(machine, FORGER.sign("{\"alg\":\"RS256\",\"kid\":\"k\"}", claims(Map.of())))
                    .then()
                    .statusCode(401)
                    .body(at("message", equalTo(UNVERIFIED)));
            Org.logInWithIdToken(machine, away.token()).then().statusCode(503);
        }
    }

    /** 30 seconds of tolerance, not one more. */
    @ParameterizedTest
    @CsvSource({"exp, 1, 200", "exp, -29, 200", "exp, -30, 401", "exp, -31, 401", "nbf, 30, 200", "nbf, 31, 401"})
    void T6_clockSkewIsBounded(String claim, int secondsFromNow, int status) {
        long time = TestClock.now().plusSeconds(secondsFromNow).getEpochSecond();
        String token = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE, Map.of(claim, time));

        Org.logInWithIdToken(identity, token).then().statusCode(status);
    }

    @Test
    void T6_tokenEnds() {
        String token = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE);
        TestClock.step(Duration.ofHours(1).plusSeconds(31));

        Org.logInWithIdToken(identity, token)
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: the OIDC token has expired or is not valid yet.")));
    }

    /** T9: GitLab Runner logs in once per secret with the same token, so within its life a token may be used again. */
    @Test
    void T9_tokenMayBeUsedAgain_butEveryLoginIsItsOwn() {
        String token = GITLAB.idTokens().issue(PROTECTED_BRANCH, AUDIENCE);

        Response first = Org.logInWithIdToken(identity, token);
        Response second = Org.logInWithIdToken(identity, token);

        assertThat(first.<String>path("accessToken")).isNotEqualTo(second.<String>path("accessToken"));
    }

    private static Map<String, @Nullable Object> nulled(String claim) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        claims.put(claim, null);
        return claims;
    }

    private static String claims(Map<String, ? extends @Nullable Object> overrides) {
        Instant now = TestClock.now();
        Map<String, @Nullable Object> claims = new HashMap<>(Map.of(
                "iss",
                FORGER.url(),
                "aud",
                AUDIENCE,
                "sub",
                "someone",
                "exp",
                now.plusSeconds(86_400_000).getEpochSecond(),
                "project_id",
                "20",
                "ref_protected",
                "true"));
        overrides.forEach(claims::put);
        claims.values().removeIf(value -> value == null);
        return new JsonObject(claims).encode();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
