package dev.claviger.sync.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class SyncIdentityTest {
    private static final String ROUTE = "/api/x/sync-identity";

    private final UUID org = UUID.randomUUID();
    private final UUID identity = UUID.randomUUID();
    private final String clientId = UUID.randomUUID().toString();
    private final String admin = TestTokens.admin(org).make();

    @Test
    void put_logsIn_andShowsNoSecret() {
        String secret = LogCanary.mark("client-secret");
        TestTokens.login(clientId, secret, TestTokens.identity().orgId(org).identityId(identity));
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String answer = put(admin, secret)
                    .then()
                    .statusCode(200)
                    .body("syncIdentity.identityId", equalTo(identity.toString()))
                    .body("syncIdentity.clientId", equalTo(clientId))
                    .extract()
                    .asString();
            String shown = get(admin).then().statusCode(200).extract().asString();
            var _ = tap.awaitEvent(
                    event -> event.text().contains("update-sync-identity")
                            && event.text().contains(identity.toString()),
                    Duration.ofSeconds(20));

            assertThat(shown).isEqualTo(answer).doesNotContain(secret);
            canary.assertSilent(secret);
            assertThat(tap.all().toString()).doesNotContain(secret);
        }
        given().auth().oauth2(admin).delete(ROUTE).then().statusCode(200);
        get(admin).then().statusCode(404);
    }

    @Test
    void put_isRefused_whenItDoesNotLogIn() {
        put(admin, "wrong").then().statusCode(400).body("message", containsString("do not log in"));
        get(admin).then().statusCode(404);
    }

    /** Otherwise a sync would read for one organisation what only the other may see. */
    @Test
    void T16_identityOfAnotherOrganisation_isRefused() {
        TestTokens.login(clientId, "theirs", TestTokens.identity());

        put(admin, "theirs").then().statusCode(400).body("message", containsString("another organisation"));
        get(admin).then().statusCode(404);
    }

    @Test
    void T18_members_mayNeitherSeeNorChangeIt() {
        TestTokens.login(clientId, "ours", TestTokens.identity().orgId(org));
        String member = TestTokens.identity().orgId(org).make();

        put(member, "ours").then().statusCode(403);
        get(member).then().statusCode(403);
        given().auth().oauth2(member).delete(ROUTE).then().statusCode(403);
    }

    private Response put(String token, String secret) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of("clientId", clientId, "clientSecret", secret))
                .put(ROUTE);
    }

    private static Response get(String token) {
        return given().auth().oauth2(token).get(ROUTE);
    }
}
