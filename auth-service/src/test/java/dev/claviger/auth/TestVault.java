package dev.claviger.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Stands in for vault-service: everybody may do everything with the service tokens and identities of a project, and has all the rights of
 * other identities, unless the id says otherwise.
 */
public final class TestVault implements QuarkusTestResourceLifecycleManager {
    private static final String FORBIDDEN = "cafe";
    private static final String TOO_MUCH = "beef";
    private static final String UNKNOWN = "dead";
    private static final String BROKEN = "0bad";
    private static final String VANISHING = "fade";
    private static final String UNREACHABLE = "d0d0";
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    public TestVault() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new UncheckedIOException("the stand-in for vault-service does not start", refused);
        }
    }

    /** A project in which nobody may do anything with service tokens. */
    public static String forbiddingProject() {
        return endingWith(FORBIDDEN);
    }

    /** A project in which every wish goes too far; the answer repeats what was asked. */
    public static String boundingProject() {
        return endingWith(TOO_MUCH);
    }

    public static String unknownProject() {
        return endingWith(UNKNOWN);
    }

    /** A project that makes vault-service fail. */
    public static String breakingProject() {
        return endingWith(BROKEN);
    }

    /** A project in which everything is allowed and that is gone when an identity is to be taken in. */
    public static String vanishingProject() {
        return endingWith(VANISHING);
    }

    /** A project in which everything is allowed and whose memberships cannot be changed. */
    public static String projectWithoutMemberships() {
        return endingWith(UNREACHABLE);
    }

    /** The id of an identity of the organisation that has more rights in projects than whoever asks. */
    public static UUID strongIdentity() {
        return UUID.fromString(endingWith(TOO_MUCH));
    }

    /** The id of an identity that makes vault-service fail. */
    public static UUID breakingIdentity() {
        return UUID.fromString(endingWith(BROKEN));
    }

    /** What was asked about the project, as method, the rest of the route and body; about an identity of the organisation likewise. */
    public static List<String> askedAbout(String id) {
        return ASKED.stream()
                .filter(asked -> asked.startsWith(id))
                .map(asked -> asked.substring(id.length() + 1))
                .toList();
    }

    @Override
    public Map<String, String> start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/x/projects/", TestVault::decide);
        server.createContext("/api/x/identity-boundary", TestVault::decideAboutIdentity);
        server.start();
        return Map.of(
                "claviger.auth-service.service-tokens.vault-url",
                "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private static void decide(HttpExchange exchange) throws IOException {
        String project = exchange.getRequestURI().getPath().split("/", -1)[4];
        decide(
                exchange,
                project,
                exchange.getRequestURI().getPath().split(project + "/", -1)[1],
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    }

    private static void decideAboutIdentity(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        decide(exchange, asked.replaceFirst(".*\"identityId\":\"([^\"]+)\".*", "$1"), "identity-boundary", asked);
    }

    private static void decide(HttpExchange exchange, String project, String route, String asked) throws IOException {
        String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean membership = route.startsWith("identities/");
        ASKED.add("%s %s %s %s".formatted(project, exchange.getRequestMethod(), route, asked));
        if (!bearer.startsWith("Bearer ey")) {
            answer(exchange, 401, "{}");
        } else if (project.endsWith(FORBIDDEN)) {
            answer(exchange, 403, """
                    {"error":"PermissionDenied","message":"You are not allowed to create on service-tokens","details":[]}
                    """);
        } else if (project.endsWith(TOO_MUCH)) {
            answer(exchange, 403, """
                    {"error":"PermissionBoundaryError","message":%s,
                     "details":{"missingPermissions":[{"action":"read","subject":"secrets"}]}}
                    """.formatted('"' + asked.replace("\"", "\\\"") + '"'));
        } else if (project.endsWith(UNKNOWN) || (project.endsWith(VANISHING) && membership)) {
            answer(exchange, 404, "{\"error\":\"NotFound\",\"message\":\"Project not found\"}");
        } else if (project.endsWith(BROKEN) || (project.endsWith(UNREACHABLE) && membership)) {
            answer(exchange, 500, "{}");
        } else {
            answer(exchange, 204, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String endingWith(String ending) {
        String id = UUID.randomUUID().toString();
        return id.substring(0, id.length() - ending.length()) + ending;
    }
}
