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
import org.jspecify.annotations.Nullable;

/**
 * How fast secrets are read and written in projects of several sizes, beside a bare endpoint that answers the same bytes. Afterwards every one of a number of reads must stand in the log once, of an identity that did nothing else.
 */
final class ReadScenario {
    private static final int PER_FOLDER = 100;
    private static final int LOADERS = 8;
    private static final int COUNTED_READS = 2000;
    private static final double SOAK_RATE = 200;
    private static final int OFTEN_READ = 1000;
    private static final long STRIDE = 7919;
    private static final String LIST = "/list";
    private static final String SINGLE = "single";
    private static final String OF_200 = "list";
    private static final String SECRETS = "/api/v4/secrets";
    private static final String BATCH = SECRETS + "/batch";

    private final Options options;
    private final PrintStream out;
    private final Stage stage;
    private final String vault;
    private final Bare bare;
    private final List<Figures> figures = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    /**
     * What is measured.
     *
     * @param sizes how many secrets the projects have
     * @param soakMinutes how long memory is watched under load; 0 for not at all
     */
    record Options(boolean quick, Duration warmUp, List<Integer> connections, List<Integer> sizes, int soakMinutes) {}

    private ReadScenario(Options options, PrintStream out, Stage stage, Bare bare) {
        this.options = options;
        this.out = out;
        this.stage = stage;
        this.vault = stage.suite().vault().url();
        this.bare = bare;
    }

    static Report run(Options options, PrintStream out) {
        try (Stage stage = Stage.open(out);
                Bare bare = Bare.start()) {
            return new ReadScenario(options, out, stage, bare).measure();
        }
    }

    private Report measure() {
        boolean complete;
        try (Load load = new Load()) {
            List<Safe> safes = new ArrayList<>();
            for (int size : options.sizes()) {
                safes.add(fill(load, size));
            }
            bare.keep(SINGLE, load.answer(single(safes.getFirst(), 0)));
            bare.keep(OF_200, load.answer(list(safes.getFirst(), Map.of())));
            warmUp(load, safes.getFirst());
            for (int number : options.connections()) {
                measure(load, number, safes);
            }
            halfLoad(load, safes.getFirst());
            soak(load, safes.getFirst());
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
        var _ = load.during("warm-up", 16, options.warmUp().dividedBy(4), number -> bare.call(SINGLE));
    }

    private void measure(Load load, int number, List<Safe> safes) {
        Figures bareSingle = phase(load, "bare: a single read's bytes", number, call -> bare.call(SINGLE));
        Figures bareList = phase(load, "bare: a list's bytes", number, call -> bare.call(OF_200));
        @Nullable Figures first = null;
        for (Safe safe : safes) {
            String of = " of %,d".formatted(safe.size());
            Figures single = phase(load, "single read" + of, number, call -> single(safe, call));
            Figures list = phase(load, "list of 200" + of, number, call -> list(safe, Map.of()));
            if (safe.size() > OFTEN_READ) {
                Figures anywhere = phase(load, "single read anywhere" + of, number, call -> anywhere(safe, call));
                compare(number, "a single read anywhere" + of, anywhere, "one of those often read", single);
            }
            String tag = etag(safe);
            var _ = phase(load, "list unchanged" + of, number, call -> list(safe, Map.of("If-None-Match", tag)));
            String fresh = "new" + number;
            require(load.times("folder", 1, 1, one -> folder(safe, fresh)));
            var _ = phase(load, "create" + of, number, call -> create(safe, "/" + fresh, "NEW_" + call));
            var _ = phase(load, "update" + of, number, call -> update(safe, call));
            compare(number, "a single read" + of, single, "the bare endpoint", bareSingle);
            compare(number, "a list of 200" + of, list, "the bare endpoint", bareList);
            if (first == null) {
                first = single;
            } else {
                compare(number, "a single read" + of, single, "that in the first project", first);
            }
        }
    }

    /** What a single read costs in time when the service has as much again to spare. */
    private void halfLoad(Load load, Safe safe) {
        double most = figures.stream()
                .filter(each -> each.name().startsWith("single read"))
                .mapToDouble(Figures::perSecond)
                .max()
                .orElse(1);
        out.println("Measuring at half of the most");
        Duration time = Duration.ofSeconds(options.quick() ? 2 : 20);
        figures.add(load.paced("single read at half load", 128, most / 2, time, call -> single(safe, call)));
    }

    /** Memory under a long load of reads and writes at a pace that leaves room for both. */
    private void soak(Load load, Safe safe) {
        for (int minute = 1; minute <= options.soakMinutes(); minute++) {
            figures.add(load.paced(
                    "soak, minute " + minute, 32, SOAK_RATE, Duration.ofMinutes(1), call -> mixed(safe, call)));
            facts.add("soak, minute %d: vault-service has %d MiB resident"
                    .formatted(minute, Memory.mebibytes(stage.suite().vault().pid())));
        }
    }

    private Load.Call mixed(Safe safe, long number) {
        return switch ((int) (number % 10)) {
            case 0 -> update(safe, number);
            case 1 -> list(safe, Map.of());
            default -> single(safe, number);
        };
    }

    private void compare(int number, String what, Figures figures, String other, Figures others) {
        facts.add("%d connections: %s runs at %.0f %% of %s"
                .formatted(number, what, 100 * figures.perSecond() / others.perSecond(), other));
    }

    private Figures phase(Load load, String name, int number, LongFunction<Load.Call> calls) {
        out.printf("Measuring with %d connections: %s%n", number, name);
        Shares begin = Shares.now();
        Figures measured = load.during(name, number, Duration.ofSeconds(options.quick() ? 2 : 10), calls);
        facts.add("%s, %d connections: µs of computing per request: %s"
                .formatted(name, number, Shares.now().perRequest(begin, measured.requests())));
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
                number -> new Load.Call(HttpMethod.GET, url(safe, number % safe.size()), headers, Buffer.buffer())));
        long logged = stage.awaitLogged(identity, "get-secret", COUNTED_READS);
        facts.add("%d reads were counted, %d of them are in the log".formatted(COUNTED_READS, logged));
        return logged == COUNTED_READS;
    }

    /** One of the thousand that are read often. */
    private Load.Call single(Safe safe, long number) {
        return single(url(safe, number % Math.min(OFTEN_READ, safe.size())));
    }

    /** One of all, hardly ever the same again. */
    private Load.Call anywhere(Safe safe, long number) {
        return single(url(safe, number * STRIDE % safe.size()));
    }

    private Load.Call single(String url) {
        return new Load.Call(HttpMethod.GET, url, headers(stage.token()), Buffer.buffer());
    }

    private String url(Safe safe, long secret) {
        return "%s%s/KEY_%d%s".formatted(vault, SECRETS, secret % PER_FOLDER, where(safe, "/f" + secret / PER_FOLDER));
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

    private Load.Call create(Safe safe, String path, String key) {
        return write(HttpMethod.POST, SECRETS + "/" + key, at(safe, path).put("secretValue", "a new value"));
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
