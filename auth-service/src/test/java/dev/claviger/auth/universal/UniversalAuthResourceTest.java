package dev.claviger.auth.universal;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@AuthServiceTest
class UniversalAuthResourceTest {
    private final Org org = Org.shared();

    @Test
    void attach_answersTheDefaults() {
        String identity = org.identity();

        org.asAdmin()
                .body("{\"identityId\":\"%s\"}".formatted(identity))
                .post(path(identity))
                .then()
                .statusCode(200)
                .body(at("identityUniversalAuth.id", notNullValue()))
                .body(at("identityUniversalAuth.clientId", notNullValue()))
                .body(at("identityUniversalAuth.identityId", equalTo(identity)))
                .body(at("identityUniversalAuth.accessTokenTTL", equalTo(2_592_000)))
                .body(at("identityUniversalAuth.accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("identityUniversalAuth.accessTokenNumUsesLimit", equalTo(0)))
                .body(at("identityUniversalAuth.accessTokenPeriod", equalTo(0)))
                .body(at("identityUniversalAuth.lockoutEnabled", equalTo(true)))
                .body(at("identityUniversalAuth.lockoutThreshold", equalTo(3)))
                .body(at("identityUniversalAuth.lockoutDurationSeconds", equalTo(300)))
                .body(at("identityUniversalAuth.lockoutCounterResetSeconds", equalTo(30)))
                .body(at("identityUniversalAuth.clientSecretTrustedIps", hasSize(2)))
                .body(at("identityUniversalAuth.accessTokenTrustedIps[0].type", equalTo("ipv4")))
                .body(at("identityUniversalAuth.accessTokenTrustedIps[0].ipAddress", equalTo("0.0.0.0")))
                .body(at("identityUniversalAuth.accessTokenTrustedIps[0].prefix", equalTo(0)));
    }

    @Test
    void attach_isRefused_theSecondTime() {
        String identity = org.identity();
        var _ = org.universal(identity, Map.of());

        org.asAdmin().body("{}").post(path(identity)).then().statusCode(400);
    }

    @Test
    void update_changesOnlyWhatIsGiven() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of("accessTokenTTL", 7200));

        org.asAdmin()
                .body(Map.of("lockoutThreshold", 7, "accessTokenPeriod", 600))
                .patch(path(identity))
                .then()
                .statusCode(200)
                .body(at("identityUniversalAuth.clientId", equalTo(client)))
                .body(at("identityUniversalAuth.accessTokenTTL", equalTo(7200)))
                .body(at("identityUniversalAuth.accessTokenPeriod", equalTo(600)))
                .body(at("identityUniversalAuth.lockoutThreshold", equalTo(7)));
    }

    @Test
    void missingParts_areTold() {
        String without = org.identity();

        org.asAdmin().get(path(without)).then().statusCode(400);
        org.asAdmin().patch(path(UUID.randomUUID().toString())).then().statusCode(404);
        org.asAdmin().get(path("nonsense")).then().statusCode(422);
    }

    @Test
    void detach_endsTheLogin() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");

        org.asAdmin()
                .delete(path(identity))
                .then()
                .statusCode(200)
                .body(at("identityUniversalAuth.clientId", equalTo(client)));
        Org.logIn(client, secret).then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
    }

    @Test
    void clientSecret_isShownOnce() {
        String identity = org.identity();
        var _ = org.universal(identity, Map.of());

        Response created = org.clientSecret(identity, Map.of("description", "for ci", "numUsesLimit", 3, "ttl", 60));
        String id = valueAt(created, "clientSecretData.id");
        String secret = valueAt(created, "clientSecret");

        created.then()
                .statusCode(200)
                .body(at("clientSecret", matchesPattern("[0-9a-f]{64}")))
                .body(at("clientSecretData.clientSecretPrefix", equalTo(secret.substring(0, 4))))
                .body(at("clientSecretData.description", equalTo("for ci")))
                .body(at("clientSecretData.clientSecretNumUses", equalTo(0)))
                .body(at("clientSecretData.clientSecretNumUsesLimit", equalTo(3)))
                .body(at("clientSecretData.clientSecretTTL", equalTo(60)))
                .body(at("clientSecretData.isClientSecretRevoked", equalTo(false)))
                .body(at("clientSecretData.identityUAId", notNullValue()));
        Response read = org.asAdmin().get(path(identity) + "/client-secrets/" + id);
        Response list = org.asAdmin().get(path(identity) + "/client-secrets");
        assertThat(read.asString() + list.asString()).doesNotContain(secret);
        list.then().statusCode(200).body(at("clientSecretData", hasSize(1)));
    }

    @Test
    void revokedSecret_isNoSecret_andItsTokensEnd() {
        String identity = org.identity("member");
        String client = org.universal(identity, Map.of());
        Response created = org.clientSecret(identity, Map.of());
        String token = valueAt(Org.logIn(client, valueAt(created, "clientSecret")), "accessToken");

        org.asAdmin()
                .post(path(identity) + "/client-secrets/" + valueAt(created, "clientSecretData.id") + "/revoke")
                .then()
                .statusCode(200)
                .body(at("clientSecretData.isClientSecretRevoked", equalTo(true)));
        Org.logIn(client, valueAt(created, "clientSecret")).then().statusCode(401);
        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        org.asAdmin().get(path(identity) + "/client-secrets").then().body(at("clientSecretData", hasSize(0)));
    }

    /** T17: a secret is reached through its own identity only. */
    @Test
    void T17_secretOfAnotherIdentityIsNotFound() {
        String identity = org.identity();
        var _ = org.universal(identity, Map.of());
        String other = org.identity();
        var _ = org.universal(other, Map.of());
        String id = valueAt(org.clientSecret(identity, Map.of()), "clientSecretData.id");

        org.asAdmin().get(path(other) + "/client-secrets/" + id).then().statusCode(404);
        org.asAdmin()
                .post(path(other) + "/client-secrets/" + id + "/revoke")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.asAdmin()
                .body(Map.of(field, value))
                .post(path(org.identity()))
                .then()
                .statusCode(422)
                .body(at("message[0].path[0]", equalTo(field)));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                arguments("accessTokenTTL", -1),
                arguments("accessTokenTTL", 2_592_001),
                arguments("accessTokenMaxTTL", 315_360_001),
                arguments("accessTokenPeriod", -5),
                arguments("lockoutThreshold", 0),
                arguments("lockoutThreshold", 31),
                arguments("lockoutDurationSeconds", 29),
                arguments("lockoutDurationSeconds", 86_401),
                arguments("lockoutCounterResetSeconds", 4),
                arguments("lockoutCounterResetSeconds", 3601),
                arguments("lockoutEnabled", "yes"));
    }

    @Test
    void badSecretIsRefused() {
        String identity = org.identity();
        var _ = org.universal(identity, Map.of());

        org.clientSecret(identity, Map.of("ttl", -1)).then().statusCode(422);
        org.clientSecret(identity, Map.of("numUsesLimit", -1)).then().statusCode(422);
        org.clientSecret(identity, Map.of("description", "x".repeat(1025)))
                .then()
                .statusCode(422);
    }

    private static String path(String identityId) {
        return Org.UNIVERSAL + "/identities/" + identityId;
    }
}
