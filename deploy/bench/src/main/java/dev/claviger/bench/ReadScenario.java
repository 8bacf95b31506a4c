package dev.claviger.bench;

import dev.claviger.local.client.ApiClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * How fast secrets are read and written in projects of several sizes, beside an answer of the same service that does nothing. Afterwards
 * every one of a number of reads must stand in the log once, of an identity that did nothing else.
 */
final class ReadScenario {
    private static final int PER_FOLDER = 100;
    private static final int LOADERS = 8;
    private static final int COUNTED_READS = 2000;
    private static final String LIST = "/list";
    private static final String SECRETS = "/api/v4/secrets";
    private static final String BATCH = SECRETS + "/batch";

    private final Options options;
    private final PrintStream out;
    private final Stage stage;
    private final String vault;
    private final List<Figures> figures = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    /** @param sizes how many secrets the projects have */
    record Options(boolean quick, Duration warmUp, List<Integer> connections, List<Integer> sizes) {}

    private ReadScenario(Options options, PrintStream out, Stage stage) {
        this.options = options;
        this.out = out;
        this.stage = stage;
        this.vault = stage.suite().vault().url();
    }

    static Report run(Options options, PrintStream out) {
        try (Stage stage = Stage.open(out)) {
            return new ReadScenario(options, out, stage).measure();
        }
    }

    private Report measure() {
        boolean complete;
        try (Load load = new Load()) {
            List<Safe> safes = new ArrayList<>();
            for (int size : options.sizes()) {
                safes.add(fill(load, size));
            }
            warmUp(load, safes.getFirst());
            for (int number : options.connections()) {
                measure(load, number, safes);
            }
            complete = count(load, safes.getFirst());
        }
        facts.add("vault-service: most memory resident %d MiB"
                .formatted(Memory.peakMebibytes(stage.suite().vault().pid())));
        boolean sound = complete && figures.stream().allMatch(Figures::isSound);
        return new Report(
                "read", options.quick(), Runtime.getRuntime().availableProcessors(), figures, Map.of(), facts, sound);
    }

    /** A project that was filled. */
    private record Safe(String projectId, int size, int folders) {}

    private Safe fill(Load load, int size) {
        out.println("Filling a project with secrets: " + size);
        String projectId = stage.admin()
                .post("/api/v1/projects", Map.of("projectName", "Bench " + size))
                .orThrow()
                .path("project")
                .path("id")
                .asText();
        Safe safe = new Safe(projectId, size, Math.max(1, size / PER_FOLDER));
        long begin = System.nanoTime();
        require(load.times("folders", LOADERS, safe.folders(), number -> folder(safe, "f" + number)));
        require(load.times("secrets", LOADERS, safe.folders(), number -> batch(safe, "/f" + number, "KEY_", false)));
        facts.add("%,d secrets were written in %.1f s".formatted(size, (System.nanoTime() - begin) / 1e9));
        fillList(load, safe);
        return safe;
    }

    /** Half of the secrets of the list refer to others, and it imports a folder of another hundred. */
    private void fillList(Load load, Safe safe) {
        require(load.times("folder", 1, 1, number -> folder(safe, LIST.substring(1))));
        require(load.times("secrets", 1, 1, number -> batch(safe, LIST, "OWN_", true)));
        var _ = stage.admin()
                .post(
                        "/api/v1/secret-imports",
                        Map.of(
                                "workspaceId",
                                safe.projectId(),
                                "environment",
                                "dev",
                                "path",
                                LIST,
                                "import",
                                Map.of("environment", "dev", "path", "/f0")))
                .orThrow();
    }

    private static void require(Figures figures) {
        if (!figures.isSound()) {
            throw new IllegalStateException(
                    "the project was not filled: %s %s".formatted(figures.name(), figures.failures()));
        }
    }

    private void warmUp(Load load, Safe safe) {
        out.println("Warming up");
        var _ = load.during("warm-up", 16, options.warmUp(), number -> single(safe, number));
        var _ = load.during("warm-up", 16, options.warmUp().dividedBy(2), number -> list(safe, Map.of()));
        var _ = load.during("warm-up", 16, options.warmUp().dividedBy(4), number -> update(safe, number));
        var _ = load.during("warm-up", 16, options.warmUp().dividedBy(4), number -> bare());
    }

    private void measure(Load load, int number, List<Safe> safes) {
        out.println("Measuring with connections: " + number);
        Figures bare = phase(load, "bare answer (liveness)", number, call -> bare());
        double first = 0;
        for (Safe safe : safes) {
            String of = " of %,d".formatted(safe.size());
            Figures single = phase(load, "single read" + of, number, call -> single(safe, call));
            var _ = phase(load, "list of 200" + of, number, call -> list(safe, Map.of()));
            String tag = etag(safe);
            var _ = phase(load, "list unchanged" + of, number, call -> list(safe, Map.of("If-None-Match", tag)));
            String prefix = "NEW_%d_".formatted(number);
            var _ = phase(load, "create" + of, number, call -> create(safe, prefix + call));
            var _ = phase(load, "update" + of, number, call -> update(safe, call));
            facts.add("%d connections: a single read%s runs at %.0f %% of the bare answer"
                    .formatted(number, of, 100 * single.perSecond() / bare.perSecond()));
            if (first == 0) {
                first = single.perSecond();
            } else {
                facts.add("%d connections: a single read%s runs at %.0f %% of that in the first project"
                        .formatted(number, of, 100 * single.perSecond() / first));
            }
        }
    }

    private Figures phase(Load load, String name, int number, LongFunction<Load.Call> calls) {
        long pid = stage.suite().vault().pid();
        double before = Cpu.seconds(pid);
        Figures measured = load.during(name, number, Duration.ofSeconds(options.quick() ? 2 : 10), calls);
        facts.add("%s, %d connections: vault-service computed %.2f ms per request"
                .formatted(name, number, 1000 * (Cpu.seconds(pid) - before) / Math.max(1, measured.requests())));
        figures.add(measured);
        return measured;
    }

    /** Reads of a new identity, each of which must be in the log. */
    private boolean count(Load load, Safe safe) {
        String identity = stage.identity("counted");
        ApiClient admin = stage.admin();
        var _ = admin.post(
                        "/api/v1/projects/%s/memberships/identities/%s".formatted(safe.projectId(), identity),
                        Map.of("role", "viewer"))
                .orThrow();
        var _ = admin.post("/api/v1/auth/token-auth/identities/" + identity, Map.of())
                .orThrow();
        String token = admin.post("/api/v1/auth/token-auth/identities/%s/tokens".formatted(identity), Map.of())
                .orThrow()
                .path("accessToken")
                .asText();
        Map<String, String> headers = headers(token);
        figures.add(load.times(
                "counted reads",
                32,
                COUNTED_READS,
                number -> new Load.Call(HttpMethod.GET, url(safe, number), headers, Buffer.buffer())));
        long logged = stage.awaitLogged(identity, "get-secret", COUNTED_READS);
        facts.add("%d reads were counted, %d of them are in the log".formatted(COUNTED_READS, logged));
        return logged == COUNTED_READS;
    }

    private Load.Call bare() {
        return new Load.Call(HttpMethod.GET, vault + "/q/health/live", Map.of(), Buffer.buffer());
    }

    private Load.Call single(Safe safe, long number) {
        return new Load.Call(HttpMethod.GET, url(safe, number), headers(stage.token()), Buffer.buffer());
    }

    private String url(Safe safe, long number) {
        return "%s%s/KEY_%d%s"
                .formatted(vault, SECRETS, number % PER_FOLDER, where(safe, "/f" + number % safe.folders()));
    }

    private Load.Call list(Safe safe, Map<String, String> more) {
        Map<String, String> headers = headers(stage.token());
        headers.putAll(more);
        return new Load.Call(HttpMethod.GET, listUrl(safe), headers, Buffer.buffer());
    }

    private String listUrl(Safe safe) {
        return vault + SECRETS + where(safe, LIST) + "&includeImports=true&expandSecretReferences=true";
    }

    /** What the client sends back to hear whether the list has changed. */
    private String etag(Safe safe) {
        return Etag.of(listUrl(safe), stage.token());
    }

    private static String where(Safe safe, String path) {
        return "?projectId=%s&environment=dev&secretPath=%s".formatted(safe.projectId(), path);
    }

    private Load.Call create(Safe safe, String key) {
        return write(HttpMethod.POST, SECRETS + "/" + key, at(safe, LIST).put("secretValue", "a new value"));
    }

    private Load.Call update(Safe safe, long number) {
        String path = "/f" + number % safe.folders();
        return write(
                HttpMethod.PATCH,
                SECRETS + "/KEY_" + number % PER_FOLDER,
                at(safe, path).put("secretValue", "value number " + number));
    }

    private Load.Call folder(Safe safe, String name) {
        JsonObject body = new JsonObject()
                .put("projectId", safe.projectId())
                .put("environment", "dev")
                .put("path", "/")
                .put("name", name);
        return write(HttpMethod.POST, "/api/v2/folders", body);
    }

    private Load.Call batch(Safe safe, String path, String prefix, boolean referring) {
        JsonArray secrets = new JsonArray();
        for (int i = 0; i < PER_FOLDER; i++) {
            String value = referring && i % 2 == 0 ? "${dev.f0.KEY_%d}".formatted(i) : "the value of number " + i;
            secrets.add(new JsonObject().put("secretKey", prefix + i).put("secretValue", value));
        }
        return write(HttpMethod.POST, BATCH, at(safe, path).put("secrets", secrets));
    }

    private static JsonObject at(Safe safe, String path) {
        return new JsonObject()
                .put("projectId", safe.projectId())
                .put("environment", "dev")
                .put("secretPath", path);
    }

    private Load.Call write(HttpMethod method, String path, JsonObject body) {
        return new Load.Call(method, vault + path, headers(stage.token()), body.toBuffer());
    }

    private static Map<String, String> headers(String token) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Authorization", "Bearer " + token);
        headers.put("User-Agent", "bench");
        return headers;
    }
}
