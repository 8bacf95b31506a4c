package dev.claviger.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Vault-service as this service asks it. What somebody may do in projects stands in the token, for the tests to say. Every project has the
 * environments {@code prod} and {@code dev}, each with the folder {@code /app} and, in whatever folder, {@code db}.
 */
public final class VaultStub implements QuarkusTestResourceLifecycleManager {
    /** The project about which vault-service breaks down. */
    public static final UUID BROKEN = new UUID(0, 503);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLAIM = "testRights";

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<String, Integer> reads = new ConcurrentHashMap<>();
    private final Set<String> withoutFolder = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, String>> rotated = new ConcurrentHashMap<>();
    private final Map<String, UUID> rotatedIds = new ConcurrentHashMap<>();
    private final Map<String, Integer> publications = new ConcurrentHashMap<>();
    private final Map<String, String> manners = new ConcurrentHashMap<>();
    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final Set<String> withoutEnvironments = ConcurrentHashMap.newKeySet();
    private final Map<String, String> said = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;

    /** From now on this is what {@code /app} holds in each environment of the project, with nothing imported. */
    public static void holds(UUID project, Map<String, String> secrets) {
        List<Map<String, Object>> rows = secrets.entrySet().stream()
                .map(each -> Map.<String, Object>of("secretKey", each.getKey(), "secretValue", each.getValue()))
                .toList();
        answers(project, Map.of("secrets", rows, "imports", List.of()));
    }

    /** From now on this is answered to reads of the project. */
    public static void answers(UUID project, Map<String, Object> list) {
        try {
            var _ = tell("secrets/" + project, JSON.writeValueAsString(list));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** From now on the project has no folder {@code /app}, and reads of it are empty, as they are for any folder that is not there. */
    public static void dropFolder(UUID project) {
        answers(project, Map.of("secrets", List.of(), "imports", List.of()));
        var _ = tell("drop/" + project, "");
    }

    /** From now on nobody has rights in the project. */
    public static void withdraw(UUID project) {
        var _ = tell("withdraw/" + project, "");
    }

    /** From now on there is no such project. */
    public static void dropProject(UUID project) {
        var _ = tell("drop-project/" + project, "");
    }

    /** From now on the environments of the project are not found by their ids. */
    public static void dropEnvironments(UUID project) {
        var _ = tell("drop-environments/" + project, "");
    }

    /** How often the secrets of the project were read. */
    public static int reads(UUID project) {
        return Integer.parseInt(tell("reads/" + project, ""));
    }

    /** The secrets of a rotation, by name. */
    public static Map<String, String> rotated(String rotation) {
        try {
            return JSON.readValue(tell("rotated/" + rotation, ""), new TypeReference<>() {});
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** How often the secrets of a rotation were written. */
    public static int publications(String rotation) {
        return Integer.parseInt(tell("publications/" + rotation, ""));
    }

    /** From now on it treats the secrets of rotations of the project so. */
    public static void treats(UUID project, Manner manner) {
        var _ = tell("manners/" + project, manner.name());
    }

    /** What becomes of secrets of rotations. */
    public enum Manner {
        TAKES,
        /** Does nothing and says that it is away. */
        IS_AWAY,
        /** Takes them, and breaks down before it has said so. */
        FORGETS_TO_ANSWER,
        /** Has other secrets of these names. */
        HAS_OTHERS
    }

    private void rotation(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String rotation = path.substring(path.lastIndexOf('/') + 1);
        boolean writes = exchange.getRequestMethod().equals("PUT");
        JsonNode body = writes ? JSON.readTree(exchange.getRequestBody()) : JSON.createObjectNode();
        String project = writes ? body.path("projectId").asText() : parameter(exchange, "projectId");
        Manner manner = Manner.valueOf(manners.getOrDefault(project, "TAKES"));
        boolean rehearses = String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=true");
        if (gone.contains(project)) {
            answer(exchange, 404, "{\"message\":\"Project not found\"}");
            return;
        }
        if (manner == Manner.IS_AWAY) {
            answer(exchange, 503, "{}");
            return;
        }
        if (writes && manner == Manner.HAS_OTHERS) {
            answer(exchange, 400, "{\"message\":\"Secret already exists\"}");
            return;
        }
        if (writes && !rehearses) {
            publications.merge(rotation, 1, Integer::sum);
            write(rotation, body);
        } else if (!writes) {
            rotated.remove(rotation);
        }
        boolean answers = manner == Manner.TAKES || rehearses;
        answer(exchange, answers ? 200 : 503, place(rotation, project, body));
    }

    /** All at once, as in one commit. */
    private void write(String rotation, JsonNode body) {
        Map<String, String> secrets = new HashMap<>(rotated.getOrDefault(rotation, Map.of()));
        body.path("secrets").forEach(each -> {
            String name = each.path("secretKey").asText();
            String last = each.path("newSecretName").asText(name);
            UUID id = rotatedIds.getOrDefault(rotation + name, rotatedId(rotation, name));
            var _ = rotatedIds.put(rotation + last, id);
            var _ = secrets.remove(name);
            var _ = secrets.put(last, each.path("secretValue").asText());
        });
        var _ = rotated.put(rotation, Map.copyOf(secrets));
    }

    /** Of the secret that had this name first; it keeps it under whatever name. */
    public static UUID rotatedId(String rotation, String name) {
        return UUID.nameUUIDFromBytes((rotation + name).getBytes(UTF_8));
    }

    private String place(String rotation, String project, JsonNode body) {
        String secrets = rotated.getOrDefault(rotation, Map.of()).keySet().stream()
                .map(name -> "{\"id\":\"%s\"}".formatted(rotatedIds.get(rotation + name)))
                .collect(Collectors.joining(","));
        return "{\"secrets\":[%s],%s".formatted(secrets, place(project, body).substring(1));
    }

    private static String place(String project, JsonNode body) {
        String slug = body.path("environment").asText("prod");
        return "{\"environment\":{\"id\":\"%s\",\"name\":\"%s\",\"slug\":\"%s\"},\"folder\":{\"id\":\"%s\",\"path\":\"%s\"}}"
                .formatted(
                        UUID.nameUUIDFromBytes((project + slug).getBytes(UTF_8)),
                        slug,
                        slug,
                        UUID.nameUUIDFromBytes("app".getBytes(UTF_8)),
                        body.path("secretPath").asText("/app"));
    }

    /** From now on the project has these machines, and each may read these secrets. */
    public static void machines(UUID project, String memberships, String reach) {
        var _ = tell("members/" + project, memberships);
        var _ = tell("reach/" + project, reach);
    }

    /** What tests have said of a project; else it is not for the caller. */
    private void says(HttpExchange exchange, String what) throws IOException {
        String project = what.equals("members")
                ? exchange.getRequestURI().getPath().split("/", -1)[4]
                : parameter(exchange, "projectId");
        String answer = said.getOrDefault(what + "/" + project, "");
        answer(exchange, answer.isEmpty() ? 403 : 200, answer);
    }

    private static String tell(String what, String body) {
        String url = ConfigProvider.getConfig().getValue("claviger.sync.vault.url", String.class);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url + "/stub/" + what))
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void told(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        String project = path[3];
        switch (path[2]) {
            case "secrets" ->
                secrets.put(project, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            case "members", "reach" ->
                said.put(
                        path[2] + "/" + project,
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            case "withdraw" -> withdrawn.add(project);
            case "drop" -> withoutFolder.add(project);
            case "manners" ->
                manners.put(project, new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            case "rotated" -> {
                answer(exchange, 200, JSON.writeValueAsString(rotated.getOrDefault(project, Map.of())));
                return;
            }
            case "publications" -> {
                answer(exchange, 200, String.valueOf(publications.getOrDefault(project, 0)));
                return;
            }
            case "drop-project" -> gone.add(project);
            case "drop-environments" -> withoutEnvironments.add(project);
            default -> {}
        }
        answer(exchange, 200, String.valueOf(reads.getOrDefault(project, 0)));
    }

    private void list(HttpExchange exchange) throws IOException {
        String project = parameter(exchange, "projectId");
        reads.merge(project, 1, Integer::sum);
        answer(exchange, 200, secrets.getOrDefault(project, "{\"secrets\":[],\"imports\":[]}"));
    }

    private static String parameter(HttpExchange exchange, String name) {
        return List.of(exchange.getRequestURI().getQuery().split("&", -1)).stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /**
     * May do these things in a project: {@code action subject}, or with a condition on metadata {@code action subject key=value}; with
     * {@code not} in front, may not.
     */
    public static TokenMaker allowed(TokenMaker token, UUID project, String... rights) {
        return token.orgRole("no-access")
                .claim(
                        CLAIM,
                        List.of(rights).stream()
                                .map(right -> right.startsWith("not ")
                                        ? "not " + project + right.substring("not".length())
                                        : project + " " + right)
                                .toList());
    }

    /** The same in two projects. */
    public static TokenMaker allowed(TokenMaker token, UUID project, UUID other, String right) {
        return token.orgRole("no-access").claim(CLAIM, List.of(project + " " + right, other + " " + right));
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/api/x/explain", this::explain);
            started.createContext("/api/v1/projects/", this::project);
            started.createContext("/api/v1/projects/slug/", VaultStub::projectBySlug);
            started.createContext("/api/v1/folders", this::folders);
            started.createContext("/api/v1/folders/", exchange -> answer(exchange, 200, "{}"));
            started.createContext("/api/v4/secrets", this::list);
            started.createContext("/api/x/rotated-secrets/", this::rotation);
            started.createContext("/api/v2/workspace/", exchange -> says(exchange, "members"));
            started.createContext("/api/x/reach", exchange -> says(exchange, "reach"));
            started.createContext("/stub/", this::told);
            started.setExecutor(Executors.newCachedThreadPool());
            started.start();
            server = started;
            return Map.of(
                    "claviger.sync.vault.url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void explain(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String project = question.path("projectId").asText();
        if (project.equals(BROKEN.toString())) {
            answer(exchange, 503, "{}");
            return;
        }
        String asked = "%s %s %s"
                .formatted(
                        project,
                        question.path("action").asText(),
                        question.path("subject").asText());
        List<String> marks = StreamSupport.stream(question.path("metadata").spliterator(), false)
                .map(each ->
                        each.path("key").asText() + "=" + each.path("value").asText())
                .toList();
        answer(
                exchange,
                200,
                "{\"allowed\":%s}"
                        .formatted(!withdrawn.contains(project)
                                && isAllowed(claims(exchange), asked, marks, question.has("metadata"))));
    }

    /** As rules with a condition on metadata decide; what is not known never allows and always forbids. */
    private static boolean isAllowed(List<String> claims, String asked, List<String> marks, boolean areKnown) {
        List<String> forbidden = claims.stream()
                .filter(each -> each.startsWith("not " + asked + " "))
                .map(each -> each.substring(("not " + asked + " ").length()))
                .toList();
        if (!forbidden.isEmpty() && (!areKnown || forbidden.stream().anyMatch(marks::contains))) {
            return false;
        }
        return claims.contains(asked) || marks.stream().anyMatch(mark -> claims.contains(asked + " " + mark));
    }

    /** The slug of a project is its id; whoever has no rights in it does not see it. */
    private static void projectBySlug(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String project = path.substring(path.lastIndexOf('/') + 1);
        if (project.equals(BROKEN.toString())) {
            answer(exchange, 503, "{}");
        } else if (claims(exchange).stream().anyMatch(right -> right.startsWith(project + " "))) {
            answer(exchange, 200, "{\"id\":\"%s\"}".formatted(project));
        } else {
            answer(exchange, 404, "{}");
        }
    }

    private static List<String> claims(HttpExchange exchange) throws IOException {
        String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]));
        return StreamSupport.stream(claims.path(CLAIM).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private void project(HttpExchange exchange) throws IOException {
        List<String> path = List.of(exchange.getRequestURI().getPath().split("/", -1));
        if (path.contains("slug")) {
            environment(exchange);
        } else {
            boolean isGone = gone.contains(path.get(4))
                    || (path.contains("environments") && withoutEnvironments.contains(path.get(4)));
            answer(exchange, isGone ? 404 : 200, "{}");
        }
    }

    private static void environment(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String slug = path.substring(path.lastIndexOf('/') + 1);
        if (List.of("prod", "dev").contains(slug)) {
            answer(
                    exchange,
                    200,
                    "{\"environment\":{\"id\":\"%s\",\"name\":\"%s\",\"slug\":\"%s\"}}"
                            .formatted(UUID.nameUUIDFromBytes(path.getBytes(UTF_8)), slug, slug));
        } else {
            answer(exchange, 404, "{}");
        }
    }

    private void folders(HttpExchange exchange) throws IOException {
        if (withoutFolder.contains(parameter(exchange, "workspaceId"))) {
            answer(exchange, 200, "{\"folders\":[]}");
            return;
        }
        answer(exchange, 200, "{\"folders\":[%s,%s]}".formatted(folder("app"), folder("db")));
    }

    private static String folder(String name) {
        return "{\"id\":\"%s\",\"name\":\"%s\"}".formatted(UUID.nameUUIDFromBytes(name.getBytes(UTF_8)), name);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
