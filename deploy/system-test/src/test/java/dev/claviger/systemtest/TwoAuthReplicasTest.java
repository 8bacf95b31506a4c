package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.suite.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two replicas of auth-service on one database: what one counts or ends, counts and ends on the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoAuthReplicasTest {
    private static final String UNIVERSAL = "/api/v1/auth/universal-auth";
    private static final String DETAILS = "/api/v1/identities/details";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int TIMES = 20;

    private ServiceProcess second;
    private List<Api> replicas = List.of();
    private String identity = "";
    private String clientId = "";

    @BeforeAll
    void startAnother() {
        second = RunningSuite.suite().anotherAuth();
        replicas = List.of(new Api(RunningSuite.suite().auth().url(), ""), new Api(second.url(), ""));
    }

    @AfterAll
    void stopIt() {
        second.stop();
    }

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
    }

    @Test
    void T11_wrongSecretsOnBoth_lockTogether() {
        attach(Map.of("lockoutThreshold", 4, "lockoutCounterResetSeconds", 3_600));
        String secret = secret(Map.of());

        for (int i = 0; i < 4; i++) {
            assertThat(logIn(replica(i), "wrong-" + i).status()).isEqualTo(401);
        }

        for (Api replica : replicas) {
            Api.Answer locked = logIn(replica, secret);
            assertThat(locked.status()).isEqualTo(401);
            assertThat(locked.text()).contains("locked");
        }
        var _ = RunningSuite.admin()
                .post(UNIVERSAL + "/identities/" + identity + "/clear-lockouts", Map.of())
                .expect(200);
        var _ = logIn(replica(1), secret).expect(200);
    }

    /** One wrong secret less on both together does not lock: each replica alone would not either. */
    @Test
    void wrongSecretsOnBoth_belowTheLimit_lockNothing() {
        attach(Map.of("lockoutThreshold", 4, "lockoutCounterResetSeconds", 3_600));
        String secret = secret(Map.of());

        for (int i = 0; i < 3; i++) {
            assertThat(logIn(replica(i), "wrong-" + i).status()).isEqualTo(401);
        }

        var _ = logIn(replica(1), secret).expect(200);
    }

    @Test
    void T11_limitedSecret_logsInExactlyThatOften_onBothAtOnce() {
        attach(Map.of("lockoutEnabled", false));
        String secret = secret(Map.of("numUsesLimit", 7));

        List<Integer> answers = atOnce(i -> logIn(replica(i), secret).status());

        assertThat(answers).containsOnly(200, 401);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(7);
    }

    @Test
    void T11_limitedToken_isServedExactlyThatOften_onBothAtOnce() {
        attach(Map.of("accessTokenNumUsesLimit", 7));
        String token = token(secret(Map.of()));

        List<Integer> answers = atOnce(i -> replica(i).as(token).get(DETAILS).status());

        assertThat(answers).containsOnly(200, 401);
        assertThat(answers.stream().filter(status -> status == 200)).hasSize(7);
    }

    @Test
    void T19_revocationOnOne_isEffectiveOnTheOtherWithinASecond() {
        attach(Map.of());
        String secret = secret(Map.of());
        for (int i = 0; i < 4; i++) {
            String token = token(secret);
            Api other = replica(i + 1).as(token);
            var _ = other.get(DETAILS).expect(200);

            var _ = replica(i)
                    .post("/api/v1/auth/token/revoke", Map.of("accessToken", token))
                    .expect(200);

            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(SECOND)
                    .until(() -> other.get(DETAILS).status() == 401);
        }
    }

    @Test
    void T19_disabledIdentity_isRefusedByTheOtherWithinASecond() {
        attach(Map.of());
        String secret = secret(Map.of());
        Api other = replica(1).as(token(secret));
        var _ = other.get(DETAILS).expect(200);

        var _ = new Api(replica(0).base(), RunningSuite.admin().token())
                .patch("/api/x/identities/" + identity, Map.of("enabled", false))
                .expect(200);

        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(SECOND)
                .until(() -> other.get(DETAILS).status() == 401);
        assertThat(logIn(replica(1), secret).status()).isEqualTo(401);
    }

    /** Also one that was signed with a key that the other has not seen yet. */
    @Test
    void tokenOfOne_isGoodOnTheOther() {
        attach(Map.of());
        String secret = secret(Map.of());

        for (int i = 0; i < 4; i++) {
            String token =
                    logIn(replica(i), secret).expect(200).path("accessToken").asText();
            var _ = replica(i + 1).as(token).get(DETAILS).expect(200);
        }
    }

    private Api replica(int number) {
        return replicas.get(number % replicas.size());
    }

    private void attach(Map<String, ?> settings) {
        JsonNode attached = RunningSuite.admin()
                .post(UNIVERSAL + "/identities/" + identity, settings)
                .expect(200);
        clientId = attached.path("identityUniversalAuth").path("clientId").asText();
    }

    private String secret(Map<String, ?> settings) {
        return RunningSuite.admin()
                .post(UNIVERSAL + "/identities/" + identity + "/client-secrets", settings)
                .expect(200)
                .path("clientSecret")
                .asText();
    }

    private Api.Answer logIn(Api replica, String secret) {
        return replica.post(UNIVERSAL + "/login", Map.of("clientId", clientId, "clientSecret", secret));
    }

    private String token(String secret) {
        return logIn(replica(0), secret).expect(200).path("accessToken").asText();
    }

    /** Both replicas are asked, turn and turn about. */
    private static List<Integer> atOnce(IntFunction<Integer> request) {
        List<Callable<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            int number = i;
            requests.add(() -> request.apply(number));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }
}
