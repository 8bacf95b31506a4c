package dev.claviger.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.local.client.ApiClient;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.local.suite.Suite;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How fast jobs log in: with ID tokens and with client secrets, at several numbers of connections, beside an answer of the same service
 * that does nothing; then a storm of jobs that all arrive at once, after which every login must stand in the log once.
 */
final class LoginScenario {
    private static final String AUDIENCE = "https://claviger.example";
    private static final int STORM_CONNECTIONS = 256;
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json", "User-Agent", "bench");

    private final boolean quick;
    private final Duration warmUp;
    private final int[] connections;
    private final PrintStream out;
    private final Stage stage;
    private final Suite suite;
    private final ApiClient admin;
    private final List<Figures> figures = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    private LoginScenario(boolean quick, Duration warmUp, int[] connections, PrintStream out, Stage stage) {
        this.quick = quick;
        this.warmUp = warmUp;
        this.connections = connections.clone();
        this.out = out;
        this.stage = stage;
        this.suite = stage.suite();
        this.admin = stage.admin();
    }

    static Report run(boolean quick, Duration warmUp, int[] connections, PrintStream out) {
        try (Stage stage = Stage.open(out)) {
            return new LoginScenario(quick, warmUp, connections, out, stage).measure();
        }
    }

    private Report measure() {
        String identity = stage.identity("jobs");
        oidc(identity);
        JsonObject secret = universal(stage.identity("machines"));
        List<Buffer> jobs = jobs(identity, quick ? 500 : 10_000);
        Map<String, Double> split;
        boolean complete;
        try (Load load = new Load()) {
            warmUp(load, jobs, secret);
            Steps before = Steps.read(suite.auth().url(), Steps.LOGIN);
            for (int number : connections) {
                measure(load, number, jobs, secret);
            }
            split = Steps.read(suite.auth().url(), Steps.LOGIN).since(before);
            complete = storm(load);
        }
        boolean sound = complete && figures.stream().allMatch(Figures::isSound);
        return new Report("login", quick, Runtime.getRuntime().availableProcessors(), figures, split, facts, sound);
    }

    private void warmUp(Load load, List<Buffer> jobs, JsonObject secret) {
        out.println("Warming up");
        var _ = load.during("warm-up", 16, warmUp, number -> oidcCall(jobs, number));
        var _ = load.during("warm-up", 16, warmUp.dividedBy(2), number -> universalCall(secret));
        var _ = load.during("warm-up", 16, warmUp.dividedBy(4), number -> bareCall());
    }

    private void measure(Load load, int number, List<Buffer> jobs, JsonObject secret) {
        out.println("Measuring with connections: " + number);
        Duration time = Duration.ofSeconds(quick ? 3 : 10);
        Figures bare = load.during("bare answer (key set)", number, time, call -> bareCall());
        Figures oidc = load.during("login with ID token", number, time, call -> oidcCall(jobs, call));
        Figures universal = load.during("login with client secret", number, time, call -> universalCall(secret));
        figures.addAll(List.of(bare, oidc, universal));
        facts.add("%d connections: a login with an ID token runs at %.0f %% of the bare answer"
                .formatted(number, 100 * oidc.perSecond() / bare.perSecond()));
    }

    /** Jobs of a big pipeline start at once. Every login is counted in the log afterwards, of an identity that did nothing else. */
    private boolean storm(Load load) {
        int count = quick ? 1000 : 10_000;
        String identity = stage.identity("storm");
        oidc(identity);
        List<Buffer> jobs = jobs(identity, count);
        out.println("A storm of jobs: " + count);
        long before = Memory.peakMebibytes(suite.auth().pid());
        Figures storm = load.times("storm of jobs", STORM_CONNECTIONS, count, number -> oidcCall(jobs, number));
        figures.add(storm);
        long logged = stage.awaitLogged(identity, "login-identity-oidc-auth", count);
        facts.add("storm: %d logins in %.1f s, %d of them in the log".formatted(count, storm.seconds(), logged));
        facts.add("auth-service: most memory resident %d MiB before the storm, %d MiB after it"
                .formatted(before, Memory.peakMebibytes(suite.auth().pid())));
        return logged == count;
    }

    private void oidc(String identity) {
        var _ = admin.post(
                        "/api/v1/auth/oidc-auth/identities/" + identity,
                        Map.of(
                                "oidcDiscoveryUrl", suite.gitlab().url(),
                                "boundIssuer", suite.gitlab().url(),
                                "boundAudiences", AUDIENCE,
                                "boundClaims", Map.of("project_id", "20", "ref_protected", "true"),
                                "accessTokenTTL", 3600))
                .orThrow();
    }

    private JsonObject universal(String identity) {
        String path = "/api/v1/auth/universal-auth/identities/" + identity;
        String clientId = admin.post(path, Map.of())
                .orThrow()
                .path("identityUniversalAuth")
                .path("clientId")
                .asText();
        String secret = admin.post(path + "/client-secrets", Map.of())
                .orThrow()
                .path("clientSecret")
                .asText();
        return new JsonObject().put("clientId", clientId).put("clientSecret", secret);
    }

    private List<Buffer> jobs(String identity, int count) {
        out.println("Making ID tokens: " + count);
        return Stream.generate(() -> suite.gitlab().idTokens().issue(PipelineKind.PROTECTED_BRANCH, AUDIENCE))
                .limit(count)
                .map(jwt -> new JsonObject()
                        .put("identityId", identity)
                        .put("jwt", jwt)
                        .toBuffer())
                .toList();
    }

    private Load.Call oidcCall(List<Buffer> jobs, long number) {
        return post("/api/v1/auth/oidc-auth/login", jobs.get((int) (number % jobs.size())));
    }

    private Load.Call universalCall(JsonObject secret) {
        return post(
                "/api/v1/auth/universal-auth/login",
                Buffer.buffer(secret.encode().getBytes(UTF_8)));
    }

    private Load.Call bareCall() {
        return new Load.Call(HttpMethod.GET, suite.auth().url() + "/.well-known/jwks.json", JSON, Buffer.buffer());
    }

    private Load.Call post(String path, Buffer body) {
        return new Load.Call(HttpMethod.POST, suite.auth().url() + path, JSON, body);
    }
}
