package dev.claviger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.gitlabapi.Variable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * How fast many changed secrets become variables of a GitLab that answers after 50 ms, how long one change takes, and what many syncs cost
 * that have nothing to do.
 */
final class SyncScenario {
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int SINGLES = 20;
    private static final int SYNCS = 1000;
    private static final int FEW_SYNCS = 20;
    private static final int SYNCS_PER_PLACE = 10;
    private static final int PER_BATCH = 100;
    private static final long PLACE = 20;
    private static final long FIRST_STEADY_PLACE = 10_000;

    private final boolean quick;
    private final int size;
    private final PrintStream out;
    private final Stage stage;
    private final ApiClient admin;
    private final GitLabApi gitlab;
    private final Load load;
    private final List<String> facts = new ArrayList<>();

    private SyncScenario(boolean quick, int size, PrintStream out, Stage stage, Load load) {
        this.quick = quick;
        this.size = size;
        this.out = out;
        this.stage = stage;
        this.admin = stage.admin();
        this.gitlab = stage.suite().gitlab().api();
        this.load = load;
    }

    static Report run(boolean quick, int size, PrintStream out) {
        try (Stage stage = Stage.open(out);
                Load load = new Load()) {
            return new SyncScenario(quick, size, out, stage, load).measure();
        }
    }

    private Report measure() {
        String project = admin.post("/api/v1/projects", Map.of("projectName", "bench"))
                .orThrow()
                .at("/project/id")
                .asText();
        nameIdentity(project);
        write(project, HttpMethod.POST, "first");
        String connection = connect("gitlab", gitlab.projectToken(PLACE, 40, "api"), "project");
        String sync = define(project, "/", connection, PLACE, "*");
        gitlab.latency(LATENCY);
        boolean sound = measureRun(sync, "created", "first");
        write(project, HttpMethod.PATCH, "second");
        sound &= measureRun(sync, "updated", "second");
        sound &= measureRun(sync, "found unchanged", "second");
        send(HttpMethod.PATCH, route(sync), new JsonObject().put("isAutoSyncEnabled", true));
        measureSingles(project);
        sound &= measureSteady(project);
        return new Report("sync", quick, Runtime.getRuntime().availableProcessors(), List.of(), Map.of(), facts, sound);
    }

    /** From the call until the run has ended; sound when GitLab then has all values. */
    private boolean measureRun(String sync, String what, String value) {
        out.println("A run: " + what);
        gitlab.forgetCalls();
        long begin = System.nanoTime();
        String job = admin.post(route(sync) + "/sync-secrets", Map.of())
                .orThrow()
                .at("/secretSync/lastSyncJobId")
                .asText();
        String status = awaitEnd(sync, job);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long right = gitlab.projectVariables(PLACE).stream()
                .filter(each -> each.value().startsWith(value))
                .count();
        facts.add("%,d variables %s in %.1f s (%.0f a second) with %,d calls of GitLab, %d ms each; %s, %,d right"
                .formatted(
                        size, what, seconds, size / seconds, gitlab.calls().size(), LATENCY.toMillis(), status, right));
        return status.equals("succeeded") && right == size;
    }

    private String awaitEnd(String sync, String job) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode shown = admin.get(route(sync), Map.of()).orThrow().path("secretSync");
            String status = shown.path("syncStatus").asText();
            boolean ended = status.equals("succeeded") || status.equals("failed");
            if (ended && shown.path("lastSyncJobId").asText().equals(job)) {
                return status;
            }
            pause();
        }
        return "not ended";
    }

    /** The sync runs by itself: from the answer to a write until GitLab has the value. */
    private void measureSingles(String project) {
        out.println("Single changes");
        double[] seconds = new double[SINGLES];
        for (int number = 0; number < SINGLES; number++) {
            String value = "single-change-" + number;
            send(HttpMethod.PATCH, "/api/v4/secrets/KEY_0", at(project).put("secretValue", value));
            long begin = System.nanoTime();
            while (!has(value) && System.nanoTime() - begin < LONGEST.toNanos()) {
                pause();
            }
            seconds[number] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        facts.add("%d single changes, each until it is a variable: half within %.1f s, the slowest %.1f s"
                .formatted(SINGLES, seconds[SINGLES / 2 - 1], seconds[SINGLES - 1]));
    }

    /**
     * Each with one secret and an environment of its own, ten in a GitLab project, whose runs wait for each other. They are compared all at
     * once, and then left alone.
     */
    private boolean measureSteady(String project) {
        int many = quick ? FEW_SYNCS : SYNCS;
        out.println("Syncs with nothing to do: " + many);
        var _ = admin.post(
                        "/api/v1/folders",
                        Map.of("workspaceId", project, "environment", "dev", "name", "steady", "path", "/"))
                .orThrow();
        send(
                HttpMethod.POST,
                "/api/v4/secrets/STEADY",
                at(project).put("secretPath", "/steady").put("secretValue", "value of a secret that stays"));
        String connection = connect("steady", gitlab.personalToken(GitLabApi.ADMINISTRATOR, "api"), "personal");
        List<String> syncs = IntStream.range(0, many)
                .mapToObj(number -> define(project, "/steady", connection, steadyPlace(number), "steady-" + number))
                .toList();
        boolean sound = runAll(syncs, "first runs");
        sound &= runAll(syncs, "compared and found unchanged");
        Shares before = Shares.now();
        LockSupport.parkNanos(Duration.ofSeconds(quick ? 5 : 60).toNanos());
        facts.add("%,d syncs left alone: ms of computing per second: %s"
                .formatted(many, Shares.now().perRequest(before, 1000L * (quick ? 5 : 60))));
        return sound;
    }

    private long steadyPlace(int number) {
        long place = FIRST_STEADY_PLACE + number / SYNCS_PER_PLACE;
        if (number % SYNCS_PER_PLACE == 0) {
            gitlab.addProject(place, "bench/steady-" + place);
        }
        return place;
    }

    private boolean runAll(List<String> syncs, String what) {
        gitlab.forgetCalls();
        Shares before = Shares.now();
        long begin = System.nanoTime();
        Map<String, String> jobs = new LinkedHashMap<>();
        for (String sync : syncs) {
            jobs.put(
                    sync,
                    admin.post(route(sync) + "/sync-secrets", Map.of())
                            .orThrow()
                            .at("/secretSync/lastSyncJobId")
                            .asText());
        }
        long well = jobs.entrySet().stream()
                .filter(each -> awaitEnd(each.getKey(), each.getValue()).equals("succeeded"))
                .count();
        double seconds = (System.nanoTime() - begin) / 1e9;
        facts.add("%,d syncs, %s: %.1f s, %,d calls of GitLab, %,d succeeded; µs of computing each: %s"
                .formatted(
                        syncs.size(),
                        what,
                        seconds,
                        gitlab.calls().size(),
                        well,
                        Shares.now().perRequest(before, syncs.size())));
        return well == syncs.size();
    }

    private boolean has(String value) {
        return gitlab.projectVariables(PLACE).stream().map(Variable::value).anyMatch(value::equals);
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    private void nameIdentity(String project) {
        String identity = stage.identity("syncs");
        String login = "/api/v1/auth/universal-auth/identities/" + identity;
        JsonObject names = new JsonObject()
                .put(
                        "clientId",
                        admin.post(login, Map.of())
                                .orThrow()
                                .at("/identityUniversalAuth/clientId")
                                .asText())
                .put(
                        "clientSecret",
                        admin.post(login + "/client-secrets", Map.of())
                                .orThrow()
                                .path("clientSecret")
                                .asText());
        var _ = admin.post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "viewer"))
                .orThrow();
        send(HttpMethod.PUT, "/api/x/sync-identity", names);
    }

    private String connect(String name, String token, String kind) {
        return admin.post(
                        "/api/v1/app-connections/gitlab",
                        Map.of(
                                "name",
                                name,
                                "method",
                                "access-token",
                                "credentials",
                                Map.of(
                                        "instanceUrl",
                                        stage.suite().gitlab().url(),
                                        "accessToken",
                                        token,
                                        "accessTokenType",
                                        kind)))
                .orThrow()
                .at("/appConnection/id")
                .asText();
    }

    /**
     * Makes a sync.
     *
     * @param place the project of GitLab
     * @param scope its environments that are given the variables
     */
    private String define(String project, String path, String connection, long place, String scope) {
        return admin.post(
                        "/api/v1/secret-syncs/gitlab",
                        Map.of(
                                "name",
                                scope.equals("*") ? "bench" : scope,
                                "projectId",
                                project,
                                "connectionId",
                                connection,
                                "environment",
                                "dev",
                                "secretPath",
                                path,
                                "isAutoSyncEnabled",
                                false,
                                "syncOptions",
                                Map.of("initialSyncBehavior", "overwrite-destination"),
                                "destinationConfig",
                                Map.of(
                                        "scope",
                                        "project",
                                        "projectId",
                                        String.valueOf(place),
                                        "targetEnvironment",
                                        scope)))
                .orThrow()
                .at("/secretSync/id")
                .asText();
    }

    private void write(String project, HttpMethod method, String value) {
        for (int first = 0; first < size; first += PER_BATCH) {
            JsonArray secrets = new JsonArray();
            for (int number = first; number < Math.min(size, first + PER_BATCH); number++) {
                secrets.add(new JsonObject()
                        .put("secretKey", "KEY_" + number)
                        .put("secretValue", "%s value of number %d".formatted(value, number)));
            }
            send(method, "/api/v4/secrets/batch", at(project).put("secrets", secrets));
        }
    }

    private static JsonObject at(String project) {
        return new JsonObject()
                .put("projectId", project)
                .put("environment", "dev")
                .put("secretPath", "/");
    }

    private void send(HttpMethod method, String path, JsonObject body) {
        Map<String, String> headers = Map.of(
                "Content-Type", "application/json", "User-Agent", "bench", "Authorization", "Bearer " + stage.token());
        Buffer bytes = body.toBuffer();
        Figures sent = load.times(
                path, 1, 1, call -> new Load.Call(method, stage.suite().url() + path, headers, bytes));
        if (!sent.isSound()) {
            throw new IllegalStateException("%s %s was refused: %s".formatted(method, path, sent.failures()));
        }
    }

    private static String route(String sync) {
        return "/api/v1/secret-syncs/gitlab/" + sync;
    }
}
