package dev.claviger.vault;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import dev.claviger.testkit.TokenMaker;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token whose signature and life time are good is still refused when it, or whoever it belongs to, has ended. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LiveTokenTest {
    /** Usually some milliseconds; how often it takes how long is measured by the system test. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final Duration SOON = Duration.ofSeconds(20);

    private final UUID tokenId = UUID.randomUUID();
    private Safe safe;

    @BeforeEach
    void aSecret() {
        safe = Safe.fresh().secret("dev:/", "KEY", "value");
    }

    @AfterEach
    void allIsWellAgain() {
        TestPrincipals.silence(false);
        TestPrincipals.authAway(false);
    }

    @Test
    void T19_revokedToken_isRefusedAtOnce_andThatIsRecorded() {
        String token = admin().make();
        read(token).then().statusCode(200);

        TestPrincipals.revokeToken(tokenId);

        awaitRefused(token);
        read(token)
                .then()
                .statusCode(401)
                .body(at("error", equalTo("Unauthorized")))
                .body(at("message", containsString("was revoked")));
        JsonPath refused = RecordedEvents.of(safe.orgId, "authenticate").getLast();
        assertThat(refused.getString("data.actor.id")).isEqualTo(safe.adminId.toString());
        read(admin().tokenId(UUID.randomUUID()).make()).then().statusCode(200);
    }

    @Test
    void T19_disabledIdentity_isRefused_untilItIsEnabled() {
        String token = admin().make();

        TestPrincipals.disable(safe.orgId, safe.adminId);
        awaitRefused(token);

        TestPrincipals.put(safe.orgId, safe.adminId, "administrator", "member");
        await().atMost(AT_ONCE).until(() -> read(token).statusCode() == 200);
    }

    @Test
    void T19_deletedIdentity_isRefused() {
        String token = admin().make();

        TestPrincipals.delete(safe.orgId, safe.adminId);

        awaitRefused(token);
    }

    @Test
    void T19_tokensIssuedBeforeTheRevocationOfAll_areRefused_andLaterOnesAreNot() {
        Instant cut = Instant.now().minusSeconds(60);
        String before = admin().valid(cut.minusSeconds(2), Duration.ofHours(1)).make();
        String after = admin().tokenId(UUID.randomUUID())
                .valid(cut.plusSeconds(2), Duration.ofHours(1))
                .make();
        read(before).then().statusCode(200);

        TestPrincipals.revokeAll(safe.orgId, safe.adminId, cut);

        awaitRefused(before);
        read(after).then().statusCode(200);
    }

    @Test
    void T19_tokenOfTheSecondOfTheRevocation_isWhatAuthServiceSays() {
        Instant cut = Instant.now().minusSeconds(60);
        UUID dead = UUID.randomUUID();
        TestPrincipals.endAtAuth(dead);
        TestPrincipals.revokeAll(safe.orgId, safe.adminId, cut);

        awaitRefused(admin().tokenId(dead).valid(cut, Duration.ofHours(1)).make());
        read(admin().valid(cut, Duration.ofHours(1)).make()).then().statusCode(200);
    }

    static Stream<Arguments> T12_addresses() {
        return Stream.of(
                Arguments.of(List.of("127.0.0.0/8"), 200),
                Arguments.of(List.of("10.0.0.0/8", "127.0.0.1"), 200),
                Arguments.of(List.of("10.0.0.0/8", "::/0"), 401),
                Arguments.of(List.of(), 401));
    }

    @ParameterizedTest
    @MethodSource
    void T12_addresses(List<String> trusted, int status) {
        String token = admin().claim("ipRestrictionEnabled", true)
                .claim("trustedIps", trusted)
                .make();

        read(token).then().statusCode(status);
    }

    @Test
    void T12_tokenThatSaysRestricted_withoutSayingTo_isRefused() {
        read(admin().claim("ipRestrictionEnabled", true).make()).then().statusCode(401);
    }

    @Test
    void T11_limitedToken_isServedExactlyThatOften() {
        String token = admin().claim("numUsesLimit", 7).make();

        List<Integer> answers = together(20, () -> read(token).statusCode());

        assertThat(answers).containsOnly(200, 401);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(7);
    }

    @Test
    void T11_limitedToken_isNotServed_whenNobodyCounts() {
        String token = admin().claim("numUsesLimit", 7).make();
        TestPrincipals.authAway(true);

        read(token).then().statusCode(503).body(at("message", containsString("must be counted")));
    }

    @Test
    void outageOfKafka_isBridgedByAskingAuthService() {
        UUID dead = UUID.randomUUID();
        TestPrincipals.endAtAuth(dead);
        String deadToken = admin().tokenId(dead).make();
        read(deadToken).then().statusCode(200);

        TestPrincipals.silence(true);

        await().atMost(SOON).until(() -> read(deadToken).statusCode() == 401);
        read(admin().make()).then().statusCode(200);
        assertThat(state()).startsWith("degraded");
    }

    @Test
    void T19_topicThatIsLost_letsNoRevokedTokenIn_andIsReadAnew() {
        UUID before = UUID.randomUUID();
        String revokedBefore = admin().tokenId(before).make();
        TestPrincipals.revokeToken(before);
        awaitRefused(revokedBefore);
        UUID known = UUID.randomUUID();
        String knownAtAuth = admin().tokenId(known).make();
        read(knownAtAuth).then().statusCode(200);

        TestPrincipals.silence(true);
        TestPrincipals.renewTopic();
        UUID after = UUID.randomUUID();
        String revokedAfter = admin().tokenId(after).make();
        TestPrincipals.revokeToken(after);

        awaitRefused(revokedAfter);
        read(revokedBefore).then().statusCode(401);
        TestPrincipals.send("heartbeat", "{\"topic\":\"the one that was lost\"}");
        TestPrincipals.endAtAuth(known);
        await().atMost(Duration.ofMillis(1_500)).until(() -> read(knownAtAuth).statusCode() == 401);
        assertThat(state()).startsWith("degraded");

        TestPrincipals.silence(false);
        await().atMost(SOON).until(() -> state().equals("current"));
        read(revokedAfter).then().statusCode(401);
        read(revokedBefore).then().statusCode(200);
    }

    @Test
    void outageOfKafkaAndAuthService_isBridgedForTheGrace_thenNothingIsServed() {
        String token = admin().make();
        UUID revoked = UUID.randomUUID();
        String revokedToken = admin().tokenId(revoked).make();
        TestPrincipals.revokeToken(revoked);
        awaitRefused(revokedToken);

        TestPrincipals.authAway(true);
        TestPrincipals.silence(true);

        await().atMost(SOON).until(() -> state().startsWith("degraded"));
        read(token).then().statusCode(200);
        read(revokedToken).then().statusCode(401);
        await().atMost(SOON).until(() -> read(token).statusCode() == 503);
        read(token)
                .then()
                .body(at("error", equalTo("ServiceUnavailable")))
                .body(at("message", containsString("longer than the configured grace")));
        TestPrincipals.silence(false);
        await().atMost(SOON).until(() -> read(token).statusCode() == 200);
    }

    @Test
    void T18_roleInTheOrganisation_isThatOfNow() {
        UUID org = UUID.randomUUID();
        Person member = Person.in(org);
        TestPrincipals.put(org, member.id(), "renamed", "no-access");

        await().atMost(SOON)
                .until(() -> member.sends(Map.of("projectName", "mine"))
                                .post("/api/v1/projects")
                                .statusCode()
                        == 403);
        JsonPath refused = RecordedEvents.of(org).getLast();
        assertThat(refused.getString("data.actor.name")).isEqualTo("renamed");
    }

    private TokenMaker admin() {
        return TestTokens.identity().identityId(safe.adminId).orgId(safe.orgId).tokenId(tokenId);
    }

    private Response read(String token) {
        return safe.reads(token, "dev:/").get("/api/v4/secrets/KEY");
    }

    private void awaitRefused(String token) {
        await().atMost(AT_ONCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> read(token).statusCode() == 401);
    }

    private static String state() {
        return RestAssured.get("/q/health/ready").path("checks.find { it.name == 'principals' }.data.state");
    }

    private static <T> List<T> together(int times, Callable<T> work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(Collections.nCopies(times, work))) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException broken) {
            throw new AssertionError(broken);
        }
    }
}
