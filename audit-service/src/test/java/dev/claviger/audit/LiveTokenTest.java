package dev.claviger.audit;

import static dev.claviger.testkit.JsonAt.at;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may not act any more may not read what happened either. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class LiveTokenTest {
    private static final String LOGS = "/api/v1/organization/audit-logs";
    /** Usually some milliseconds; how often it takes how long is measured by the system test. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final UUID org = UUID.randomUUID();
    private final UUID reader = UUID.randomUUID();
    private final UUID tokenId = UUID.randomUUID();
    private final TokenMaker token = TestTokens.admin(org).identityId(reader).tokenId(tokenId);

    @Test
    void T19_revokedToken_isRefusedAtOnce() {
        read(token.make()).then().statusCode(200);

        TestPrincipals.revokeToken(tokenId);

        awaitStatus(401);
        read(token.make())
                .then()
                .body(at("error", equalTo("Unauthorized")))
                .body(at("message", containsString("was revoked")));
    }

    @Test
    void T19_disabledIdentity_isRefused() {
        TestPrincipals.disable(org, reader);

        awaitStatus(401);
    }

    @Test
    void T18_roleInTheOrganisation_isThatOfNow() {
        read(token.make()).then().statusCode(200);

        TestPrincipals.put(org, reader, "demoted", "no-access");
        awaitStatus(403);

        TestPrincipals.put(org, reader, "promoted", "admin");
        awaitStatus(200);
    }

    @Test
    void T12_tokenFromAForeignAddress_isRefused() {
        read(token.claim("ipRestrictionEnabled", true)
                        .claim("trustedIps", List.of("203.0.113.0/24"))
                        .make())
                .then()
                .statusCode(401);
    }

    @Test
    void T11_limitedToken_isServedExactlyThatOften() {
        String limited = token.claim("numUsesLimit", 2).make();

        read(limited).then().statusCode(200);
        read(limited).then().statusCode(200);
        read(limited).then().statusCode(401);
    }

    private void awaitStatus(int status) {
        await().atMost(AT_ONCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> read(token.make()).statusCode() == status);
    }

    private static Response read(String bearer) {
        return given().header("Authorization", "Bearer " + bearer).get(LOGS);
    }
}
