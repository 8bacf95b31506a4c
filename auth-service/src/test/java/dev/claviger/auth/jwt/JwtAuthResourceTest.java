package dev.claviger.auth.jwt;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.oidc.SignedElsewhere;
import dev.claviger.testkit.LogCanary;
import io.restassured.response.Response;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class JwtAuthResourceTest {
    private static final String METHOD = "jwt-auth";
    private static final String PUBLIC_KEY = SignedElsewhere.pem(ec("secp256r1").getPublic());

    private final Org org = Org.shared();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity();
    }

    @Test
    void requiredAudience_refusesConfigurationsWithoutOne() {
        Org strict = Org.create();
        String machine = strict.identity();
        String route = Org.auth(METHOD) + "/identities/" + machine;
        strict.asAdmin()
                .body(Map.of("requireAudience", true))
                .patch("/api/v1/organization/" + strict.id())
                .then()
                .statusCode(200);

        strict.attach(METHOD, machine, fixed(Map.of()))
                .then()
                .statusCode(400)
                .body(at("message", containsString("boundAudiences")));
        strict.attach(METHOD, machine, fixed(Map.of("boundAudiences", " , ")))
                .then()
                .statusCode(400);
        strict.attach(METHOD, machine, fixed(Map.of("boundAudiences", "us")))
                .then()
                .statusCode(200);
        strict.asAdmin().body(Map.of("boundAudiences", "")).patch(route).then().statusCode(400);
        strict.asAdmin().body(Map.of("accessTokenTTL", 60)).patch(route).then().statusCode(200);
        strict.asAdmin().get(route).then().body(at("identityJwtAuth.boundAudiences", equalTo("us")));
    }

    /** What stood before stays until it is changed; then it needs an audience, whatever else changes. */
    @Test
    void audienceRequiredLater_countsAtTheNextChange() {
        Org strict = Org.create();
        String machine = strict.identity();
        strict.attach(METHOD, machine, fixed(Map.of())).then().statusCode(200);
        strict.asAdmin()
                .body(Map.of("requireAudience", true))
                .patch("/api/v1/organization/" + strict.id())
                .then()
                .statusCode(200);

        strict.asAdmin()
                .body(Map.of("accessTokenTTL", 60))
                .patch(Org.auth(METHOD) + "/identities/" + machine)
                .then()
                .statusCode(400);
        strict.asAdmin()
                .body(Map.of("boundAudiences", "us"))
                .patch(Org.auth(METHOD) + "/identities/" + machine)
                .then()
                .statusCode(200);
    }

    /** A pattern with several quantifiers over white space would look for minutes, and nobody else would be served. */
    @Test
    @Timeout(30)
    void T20_whiteSpaceInKeys_isRefusedAtOnce() {
        String spaces = "-----BEGIN PUBLIC KEY-----" + " ".repeat(8_000) + "!";

        org.attach(METHOD, identity, fixed(Map.of("publicKeys", Collections.nCopies(10, spaces))))
                .then()
                .statusCode(422);
    }

    @Test
    void keyWithWhiteSpaceAround_isTaken() {
        String spaced = " \r\n" + PUBLIC_KEY.replace("\n", " \r\n\t") + "\n ";

        org.attach(METHOD, identity, fixed(Map.of("publicKeys", List.of(spaced))))
                .then()
                .statusCode(200);
    }

    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        Map<String, Object> settings = Map.of(
                "identityId",
                identity,
                "boundIssuer",
                "https://issuer.example",
                "boundAudiences",
                "a,b",
                "boundClaims",
                Map.of("tier", "gold,silver"),
                "accessTokenTTL",
                60,
                "accessTokenMaxTTL",
                120,
                "accessTokenNumUsesLimit",
                9,
                "accessTokenTrustedIps",
                List.of(Map.of("ipAddress", "10.0.0.0/8")));
        org.attach(METHOD, identity, fixed(settings)).then().statusCode(200);

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityJwtAuth.id", notNullValue()))
                .body(at("identityJwtAuth.identityId", equalTo(identity)))
                .body(at("identityJwtAuth.configurationType", equalTo("static")))
                .body(at("identityJwtAuth.jwksUrl", equalTo("")))
                .body(at("identityJwtAuth.jwksCaCert", equalTo("")))
                .body(at("identityJwtAuth.publicKeys", equalTo(List.of(PUBLIC_KEY))))
                .body(at("identityJwtAuth.boundIssuer", equalTo("https://issuer.example")))
                .body(at("identityJwtAuth.boundAudiences", equalTo("a, b")))
                .body(at("identityJwtAuth.boundSubject", equalTo("job")))
                .body(at("identityJwtAuth.boundClaims.tier", equalTo("gold, silver")))
                .body(at("identityJwtAuth.accessTokenTTL", equalTo(60)))
                .body(at("identityJwtAuth.accessTokenMaxTTL", equalTo(120)))
                .body(at("identityJwtAuth.accessTokenNumUsesLimit", equalTo(9)))
                .body(at("identityJwtAuth.accessTokenTrustedIps[0].ipAddress", equalTo("10.0.0.0")))
                .body(at("identityJwtAuth.accessTokenTrustedIps[0].prefix", equalTo(8)))
                .body(at("identityJwtAuth.warnings", hasSize(0)))
                .body(at("identityJwtAuth.createdAt", notNullValue()));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    @Test
    void update_changesOnlyWhatIsGiven_andMayTakeAnotherWayToTheKeys() {
        org.attach(METHOD, identity, fixed(Map.of())).then().statusCode(200);

        org.asAdmin()
                .body(Map.of("configurationType", "jwks", "jwksUrl", "https://issuer.example/keys?format=jwks"))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at("identityJwtAuth.configurationType", equalTo("jwks")))
                .body(at("identityJwtAuth.jwksUrl", equalTo("https://issuer.example/keys?format=jwks")))
                .body(at("identityJwtAuth.publicKeys", hasSize(0)))
                .body(at("identityJwtAuth.boundSubject", equalTo("job")));
    }

    @Test
    void update_keepsTheKeys() {
        org.attach(METHOD, identity, fixed(Map.of())).then().statusCode(200);

        org.asAdmin()
                .body(Map.of("boundSubject", "other"))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at("identityJwtAuth.publicKeys", equalTo(List.of(PUBLIC_KEY))));
    }

    @Test
    void looseConfiguration_isWarnedAbout() {
        org.attach(METHOD, identity, fixed(Map.of()))
                .then()
                .statusCode(200)
                .body(at("identityJwtAuth.warnings", hasSize(2)))
                .body(at("identityJwtAuth.warnings", hasItem(containsString("boundAudiences is empty"))))
                .body(at("identityJwtAuth.warnings", hasItem(containsString("boundIssuer is empty"))));
    }

    /** T7: it would let in whoever has any token of the issuer. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, fixed(Map.of("boundSubject", ""))).then().statusCode(400);
        org.attach(METHOD, identity, fixed(Map.of())).then().statusCode(200);
        org.asAdmin().body(Map.of("boundSubject", "")).patch(path()).then().statusCode(400);
    }

    @Test
    void missingParts_areTold() {
        org.asAdmin().get(path()).then().statusCode(400);
        org.attach(METHOD, UUID.randomUUID().toString(), fixed(Map.of())).then().statusCode(404);
        org.attach(METHOD, identity, fixed(Map.of())).then().statusCode(200);
        org.attach(METHOD, identity, fixed(Map.of())).then().statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Map<String, ? extends @Nullable Object> settings) {
        org.attach(METHOD, identity, fixed(settings))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("configurationType", Map.of("configurationType", "oidc")),
                Arguments.of("jwksUrl", Map.of("configurationType", "jwks")),
                Arguments.of("jwksUrl", Map.of("configurationType", "jwks", "jwksUrl", "file:///etc/passwd")),
                Arguments.of("jwksUrl", Map.of("configurationType", "jwks", "jwksUrl", "https://u:p@issuer.example/k")),
                Arguments.of("jwksUrl", Map.of("configurationType", "jwks", "jwksUrl", "https://issuer.example:0/k")),
                Arguments.of(
                        "jwksUrl", Map.of("configurationType", "jwks", "jwksUrl", "https://issuer.example:70000/k")),
                Arguments.of(
                        "jwksCaCert",
                        Map.of(
                                "configurationType", "jwks",
                                "jwksUrl", "https://issuer.example/k",
                                "jwksCaCert", "nonsense")),
                Arguments.of("publicKeys", Map.of("publicKeys", List.of())),
                Arguments.of("publicKeys", Map.of("publicKeys", List.of("nonsense"))),
                Arguments.of("publicKeys", Map.of("publicKeys", List.of(PUBLIC_KEY, ""))),
                Arguments.of("publicKeys", Map.of("publicKeys", List.of(PUBLIC_KEY + PUBLIC_KEY))),
                Arguments.of(
                        "publicKeys",
                        Map.of(
                                "publicKeys",
                                List.of(SignedElsewhere.pem(rsa(1024).getPublic())))),
                Arguments.of(
                        "publicKeys",
                        Map.of(
                                "publicKeys",
                                List.of(SignedElsewhere.pem(ec("secp521r1").getPublic())))),
                Arguments.of("publicKeys", Map.of("publicKeys", Collections.nCopies(11, PUBLIC_KEY))),
                Arguments.of("accessTokenTTL", Map.of("accessTokenTTL", -1)));
    }

    /** T13: what was pasted by mistake is told, not kept. */
    @Test
    void T13_privateKeyIsRefused_andNotKept() {
        String body =
                Base64.getEncoder().encodeToString(ec("secp256r1").getPrivate().getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        try (LogCanary canary = LogCanary.listen()) {
            Response answer = org.attach(METHOD, identity, fixed(Map.of("publicKeys", List.of(PUBLIC_KEY, pem))));

            answer.then().statusCode(422).body(at("message[0].message", containsString("This is a private key")));
            assertThat(answer.asString()).doesNotContain(body);
            canary.assertSilent(body);
        }
        org.asAdmin().get(path()).then().statusCode(400);
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    private static Map<String, @Nullable Object> fixed(Map<String, ? extends @Nullable Object> settings) {
        Map<String, @Nullable Object> body = new HashMap<>(
                Map.of("configurationType", "static", "publicKeys", List.of(PUBLIC_KEY), "boundSubject", "job"));
        settings.forEach(body::put);
        return body;
    }

    private static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
