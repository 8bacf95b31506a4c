package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Throws garbage at every route of a service: none of it may be taken for the service's own failure. */
public final class GarbageRules {
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");
    private static final Pattern PLACE = Pattern.compile("\\{[^}]+}");
    private static final int SERVER_ERROR = 500;
    private static final int NOT_LOGGED_IN = 401;

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[null]",
            "42",
            "{\"a\":",
            "{\"name\":{},\"projectId\":[],\"environment\":1,\"secretPath\":{\"a\":null},\"secrets\":7,\"roles\":\"x\"}",
            "{\"name\":null,\"projectId\":null,\"workspaceId\":null,\"secrets\":[null],\"roles\":[null],\"changes\":[]}",
            "{\"projectId\":\"\\u0000\",\"name\":\"\\u0000\",\"environment\":\"\\u0000\",\"secretPath\":\"\\u0000\"}",
            "[".repeat(600));

    /** Encoded where they stand in a path, as they are in a query. */
    private static final List<String> TEXTS = List.of("x", "\0", "9".repeat(30), "\u202e\uD83D\uDE00");

    private GarbageRules() {}

    /**
     * Fails when a route answers 500 to anything, and when the token does not open a protected route, for then nothing would be tried.
     *
     * @param document the OpenAPI document of the service
     * @param spared routes, such as {@code GET /api/x}, that are left alone because they never end or change what other tests need
     */
    public static void check(JsonNode document, String token, Set<String> spared) {
        List<String> failures = new ArrayList<>();
        int[] routes = {0};
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> VERBS.contains(operation.getKey()))
                        .filter(operation -> !spared.contains(route(operation.getKey(), path.getKey())))
                        .forEach(operation -> {
                            routes[0]++;
                            failures.addAll(failures(operation.getKey(), path.getKey(), operation.getValue(), token));
                        }));

        assertThat(failures).isEmpty();
        assertThat(routes[0]).isPositive();
    }

    private static String route(String verb, String path) {
        return verb.toUpperCase(Locale.ROOT) + " " + path;
    }

    private static List<String> failures(String verb, String path, JsonNode operation, String token) {
        Probe probe = new Probe(verb, operation.has("security"));
        List<String> failures = new ArrayList<>();
        String somewhere = filled(path, UUID.randomUUID().toString());
        if (!verb.equals("get")) {
            BODIES.forEach(body ->
                    failures.addAll(probe.failures(somewhere, request(token).body(body), "body " + body)));
        }
        List<String> queries = queries(operation);
        for (String text : TEXTS) {
            if (!queries.isEmpty()) {
                failures.addAll(
                        probe.failures(somewhere, request(token).queryParams(all(queries, text)), "query " + text));
            }
            if (path.contains("{")) {
                failures.addAll(probe.failures(filled(path, text), request(token), "path " + text));
            }
        }
        return failures;
    }

    private static String filled(String path, String text) {
        return PLACE.matcher(path).replaceAll(encoded(text));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> queries(JsonNode operation) {
        List<String> names = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        return names;
    }

    private static Map<String, String> all(List<String> names, String text) {
        Map<String, String> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, encoded(text)));
        return all;
    }

    private static RequestSpecification request(String token) {
        return RestAssured.given()
                .urlEncodingEnabled(false)
                .redirects()
                .follow(false)
                .header("Authorization", "Bearer " + token)
                .contentType("application/json");
    }

    /** A route that is tried; one that is protected must take the token, or nothing would be tried. */
    private record Probe(String verb, boolean isProtected) {
        List<String> failures(String path, RequestSpecification request, String what) {
            int status = request.request(verb.toUpperCase(Locale.ROOT), path).statusCode();
            return status == SERVER_ERROR || (isProtected && status == NOT_LOGGED_IN)
                    ? List.of("%d for %s with %s".formatted(status, route(verb, path), what))
                    : List.of();
        }
    }
}
