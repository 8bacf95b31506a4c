package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a token that was good a moment ago, in all services of the suite. */
class LiveTokenTest {
    private static final String VAULT = "/api/v1/projects";
    private static final String AUDIT = "/api/v1/organization/audit-logs?limit=1";
    private static final String AUTH = "/api/v1/identities/details";
    private static final int REVOCATIONS = 50;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** For single samples, which may meet code that never ran before. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private String identity = "";
    private String clientId = "";
    private String clientSecret = "";

    @BeforeEach
    void anIdentity() {
        identity = RunningSuite.admin()
                .post(
                        "/api/v1/identities",
                        Map.of(
                                "name",
                                "pipeline-" + UUID.randomUUID(),
                                "organizationId",
                                RunningSuite.organization(),
                                "role",
                                "member"))
                .expect(200)
                .path("identity")
                .path("id")
                .asText();
        attach(Map.of());
    }

    @AfterEach
    void allRunsAgain() {
        RunningSuite.processes().ifPresent(suite -> {
            suite.engines().kafka().start();
            suite.auth().start();
        });
        RunningSuite.awaitAnswering();
    }

    @Test
    void T19_revocation_reachesVaultWithinASecond() {
        List<Duration> delays = new ArrayList<>();

        for (int i = 0; i < REVOCATIONS; i++) {
            Api token = login();
            var _ = token.get(VAULT).expect(200);
            revoke(token);
            delays.add(untilRefused(token, VAULT));
        }

        List<Long> millis = delays.stream().map(Duration::toMillis).sorted().toList();
        System.out.printf(
                "revocation until refused by vault-service, %d times: p50 %d ms, p90 %d ms, p99 %d ms%n",
                REVOCATIONS, millis.get(24), millis.get(44), millis.get(49));
        assertThat(millis.get(49)).isLessThan(SECOND.toMillis());
    }

    @Test
    void T19_everythingOfAnIdentity_endsInEveryServiceWithOneCall() {
        List<Api> tokens = Stream.generate(this::login).limit(3).toList();
        tokens.forEach(token -> assertThat(token.get(VAULT).status()).isEqualTo(200));
        LockSupport.parkNanos(
                Duration.ofMillis(2_100).toNanos()); // older than the second in which only auth-service can tell

        var _ = RunningSuite.admin()
                .post("/api/x/identities/" + identity + "/revoke-tokens", Map.of())
                .expect(200);

        for (Api token : tokens) {
            assertThat(untilRefused(token, VAULT)).isLessThan(SOON);
            assertThat(untilRefused(token, AUDIT)).isLessThan(SOON);
            var _ = token.get(AUTH).expect(401);
        }
        var _ = login().get(VAULT).expect(200);
    }

    @Test
    void T19_deletedIdentity_isRefusedByEveryService() {
        Api token = login();
        var _ = token.get(VAULT).expect(200);

        var _ = RunningSuite.admin()
                .delete("/api/v1/identities/" + identity, Map.of())
                .expect(200);

        assertThat(untilRefused(token, VAULT)).isLessThan(SOON);
        assertThat(untilRefused(token, AUDIT)).isLessThan(SOON);
    }

    @Test
    void T18_degradedIdentity_hasItsNewRoleInEveryService() {
        Api token = login();
        var _ = token.get(AUDIT).expect(200);

        var _ = RunningSuite.admin()
                .patch("/api/v1/identities/" + identity, Map.of("role", "no-access"))
                .expect(200);

        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> token.get(AUDIT).status() == 403);
    }

    @Test
    void T11_limitedToken_isServedExactlyThatOften_acrossServices() {
        detach();
        attach(Map.of("accessTokenNumUsesLimit", 1_000));
        Api first = login();
        await().atMost(SOON)
                .until(() ->
                        first.get(VAULT).status() == 200 && first.get(AUDIT).status() == 200);
        detach();
        attach(Map.of("accessTokenNumUsesLimit", 10));
        Api token = login();

        List<Integer> answers = IntStream.range(0, 24)
                .parallel()
                .mapToObj(i -> token.get(List.of(VAULT, AUDIT, AUTH).get(i % 3)).status())
                .toList();

        assertThat(answers).containsOnly(200, 401);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(10);
    }

    @Test
    void T12_restrictedToken_isRefusedByEveryServiceFromElsewhere() {
        detach();
        attach(Map.of("accessTokenTrustedIps", List.of(Map.of("ipAddress", "203.0.113.0/24"))));
        Api token = login();

        Stream.of(VAULT, AUDIT, AUTH)
                .forEach(route -> assertThat(token.get(route).status()).isEqualTo(401));
    }

    @Test
    void T14_outageOfKafka_revocationsAreAskedFor() {
        Api good = login();
        Api revoked = login();
        Stream.of(good, revoked)
                .forEach(token -> assertThat(token.get(VAULT).status()).isEqualTo(200));

        RunningSuite.suite().engines().kafka().stop();
        revoke(revoked);

        await().atMost(RunningSuite.LONG).until(() -> revoked.get(VAULT).status() == 401);
        var _ = good.get(VAULT).expect(200);
    }

    @Test
    void T14_outageOfAuthServiceAndKafka_tokensGoOnForTheGrace() {
        Api good = login();
        var _ = good.get(VAULT).expect(200);

        RunningSuite.suite().auth().stop();
        RunningSuite.suite().engines().kafka().stop();

        long end = System.nanoTime() + RunningSuite.SILENCE.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            var _ = good.get(VAULT).expect(200);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    /** The keys of this suite change every few seconds; each login is followed by a request at every service. */
    @Test
    void rotationOfSigningKeys_failsNoRequest() {
        var _ = RunningSuite.suite();
        Set<String> keys = new HashSet<>();
        List<Integer> answers = new ArrayList<>();

        await().atMost(RunningSuite.LONG).pollDelay(Duration.ZERO).until(() -> {
            Api token = login();
            keys.add(keyId(token));
            Stream.of(VAULT, AUDIT, AUTH)
                    .forEach(route -> answers.add(token.get(route).status()));
            return keys.size() >= 3;
        });

        assertThat(answers).containsOnly(200);
    }

    private void attach(Map<String, ?> settings) {
        String route = "/api/v1/auth/universal-auth/identities/" + identity;
        clientId = RunningSuite.admin()
                .post(route, settings)
                .expect(200)
                .path("identityUniversalAuth")
                .path("clientId")
                .asText();
        clientSecret = RunningSuite.admin()
                .post(route + "/client-secrets", Map.of())
                .expect(200)
                .path("clientSecret")
                .asText();
    }

    private void detach() {
        var _ = RunningSuite.admin()
                .delete("/api/v1/auth/universal-auth/identities/" + identity, Map.of())
                .expect(200);
    }

    private Api login() {
        JsonNode answer = RunningSuite.nobody()
                .post("/api/v1/auth/universal-auth/login", Map.of("clientId", clientId, "clientSecret", clientSecret))
                .expect(200);
        return RunningSuite.nobody().as(answer.path("accessToken").asText());
    }

    private static void revoke(Api token) {
        var _ = RunningSuite.nobody()
                .post("/api/v1/auth/token/revoke", Map.of("accessToken", token.token()))
                .expect(200);
    }

    /** How long after now the route answers 401. */
    private static Duration untilRefused(Api token, String route) {
        long start = System.nanoTime();
        await().atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> token.get(route).status() == 401);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String keyId(Api token) {
        return new String(Base64.getUrlDecoder().decode(token.token().split("\\.", -1)[0]), StandardCharsets.UTF_8);
    }
}
