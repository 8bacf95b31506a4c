package dev.claviger.auth.token;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.Together;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the other services ask about tokens. */
@AuthServiceTest
class TokenUseTest {
    private static final String USE = "/api/x/tokens/use";
    private static final String LIVE = "/api/x/tokens/live";

    private Org org;

    @BeforeEach
    void anOrganisation() {
        org = Org.shared();
    }

    @Test
    void T11_usesAreCountedExactly_whenManyServicesAskAtOnce() {
        String token = login(Map.of("accessTokenNumUsesLimit", 7));

        List<Integer> answers = Together.run(20, () -> Org.as(token).post(USE).statusCode());

        assertThat(answers).containsOnly(204, 401);
        assertThat(answers.stream().filter(status -> status == 204)).hasSize(7);
    }

    @Test
    void liveToken_isSoUntilItIsRevoked() {
        String token = login(Map.of());
        Org.as(token).get(LIVE).then().statusCode(204);

        org.asAdmin()
                .body(Map.of("accessToken", token))
                .post("/api/v1/auth/token/revoke")
                .then()
                .statusCode(200);

        Org.as(token).get(LIVE).then().statusCode(401);
    }

    @Test
    void question_isAnsweredWhereverItComesFrom_becauseTheAskerHasCheckedTheAddress() {
        String token = login(Map.of("accessTokenTrustedIps", List.of(Map.of("ipAddress", "203.0.113.0/24"))));

        Org.as(token).header("X-Forwarded-For", "198.51.100.1").get(LIVE).then().statusCode(204);
        Org.as(token)
                .header("X-Forwarded-For", "198.51.100.1")
                .get(Org.IDENTITIES + "/details")
                .then()
                .statusCode(401);
    }

    @Test
    void trustedAddresses_travelInTheToken_unlessItIsGoodEverywhere() {
        JsonObject restricted =
                claims(login(Map.of("accessTokenTrustedIps", List.of(Map.of("ipAddress", "203.0.113.0/24")))));
        JsonObject free = claims(login(Map.of()));

        assertThat(restricted.getJsonArray("trustedIps")).isEqualTo(JsonArray.of("203.0.113.0/24"));
        assertThat(restricted.getBoolean("ipRestrictionEnabled")).isTrue();
        assertThat(free.containsKey("trustedIps")).isFalse();
    }

    private String login(Map<String, ?> settings) {
        String identity = org.identity();
        String client = org.universal(identity, settings);
        return valueAt(Org.logIn(client, valueAt(org.clientSecret(identity, Map.of()), "clientSecret")), "accessToken");
    }

    private static JsonObject claims(String token) {
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new JsonObject(new String(claims, StandardCharsets.UTF_8));
    }
}
