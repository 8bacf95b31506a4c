package dev.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Throws garbage at every route of a service: none of it may be taken for the service's own failure. */
public final class GarbageRules {
    private static final Set<String> VERBS = Set.of("get", "post", "put", "patch", "delete");
    private static final Set<String> WITHOUT_BODY = Set.of("get");
    private static final int SERVER_ERROR = 500;

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "{}",
            "[]",
            "[null]",
            "42",
            "\"text\"",
            "true",
            "{",
            "{\"a\":",
            "{\"name\":{},\"projectId\":[],\"environment\":1,\"secretPath\":{\"a\":null},\"secrets\":7,\"roles\":\"x\"}",
            "{\"name\":null,\"projectId\":null,\"workspaceId\":null,\"environment\":null,\"secrets\":[null],\"roles\":[null]}",
            "{\"projectId\":\"\\u0000\",\"name\":\"\\u0000\",\"environment\":\"\\u0000\",\"secretPath\":\"\\u0000\"}",
            "[".repeat(600));

    private static final List<String> TEXTS =
            List.of("x", "\0", "../..", "-1", "9".repeat(30), "%", "\u202e\uD83D\uDE00");

    private GarbageRules() {}

    /**
     * Fails when a route answers 500 to anything.
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
        List<String> failures = new ArrayList<>();
        List<String> places = names(operation, "path");
        List<String> queries = names(operation, "query");
        if (!WITHOUT_BODY.contains(verb)) {
            BODIES.forEach(body -> failures.addAll(failed(
                    verb,
                    path,
                    request(token, places, UUID.randomUUID().toString()).body(body),
                    "body " + body)));
        }
        for (String text : TEXTS) {
            RequestSpecification odd =
                    request(token, places, UUID.randomUUID().toString()).queryParams(all(queries, text));
            failures.addAll(failed(verb, path, odd, "query " + text));
            failures.addAll(failed(verb, path, request(token, places, text), "path " + text));
        }
        return failures;
    }

    private static List<String> names(JsonNode operation, String place) {
        List<String> names = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals(place)) {
                names.add(parameter.path("name").asText());
            }
        });
        return names;
    }

    private static Map<String, String> all(List<String> names, String text) {
        Map<String, String> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, text));
        return all;
    }

    private static RequestSpecification request(String token, List<String> places, String text) {
        return RestAssured.given()
                .urlEncodingEnabled(true)
                .redirects()
                .follow(false)
                .header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .pathParams(all(places, text));
    }

    private static List<String> failed(String verb, String path, RequestSpecification request, String what) {
        Response answer = request.request(verb.toUpperCase(Locale.ROOT), path);
        return Stream.of(answer)
                .filter(given -> given.statusCode() == SERVER_ERROR)
                .map(given -> "%s with %s".formatted(route(verb, path), what))
                .toList();
    }
}
