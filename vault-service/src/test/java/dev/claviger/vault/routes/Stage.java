package dev.claviger.vault.routes;

import static dev.claviger.testkit.JsonAt.valueAt;

import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A project with a secret that has a past, one that is deleted, and everybody who calls. */
final class Stage {
    static final String KEY = "PLANTED_KEY";
    static final String GONE = "PLANTED_KEY_GONE";
    static final String VALUE = "planted-value";
    private static final String PLACE = "dev:/f";
    private static final String IMPORTING = "prod:/f";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Safe safe = Safe.fresh().folder(PLACE).folder(IMPORTING).imports(IMPORTING, PLACE);
    final Map<String, String> known = new LinkedHashMap<>();
    final String reader = safe.token(safe.adminId);
    final String describer;
    final String stranger;

    /** What came back, and what was recorded meanwhile. */
    record Reply(int status, String body, List<String> outcomes) {}

    Stage() {
        var _ = safe.asAdmin()
                .body(Map.of("slug", "mark", "color", ""))
                .post("/api/v1/projects/%s/tags".formatted(safe.projectId))
                .then()
                .statusCode(200);
        String gone = valueAt(safe.create(PLACE, GONE, Map.of("secretValue", VALUE)), "secret.id");
        safe.delete(PLACE, GONE).then().statusCode(200);
        String secret = valueAt(safe.create(PLACE, KEY, Map.of("secretValue", VALUE + "-1")), "secret.id");
        String created = head();
        safe.update(PLACE, KEY, Map.of("secretValue", VALUE + "-2")).then().statusCode(200);
        known.put("project", safe.projectId.toString());
        known.put("path", "/f");
        known.put("key", KEY);
        known.put("secret", secret);
        known.put("gone", gone);
        known.put("reader", safe.adminId.toString());
        known.put("commit", created);
        known.put("latest", head());
        known.put("folder", valueAt(history("/count"), "folderId"));
        known.put(
                "version",
                valueAt(
                        safe.asAdmin()
                                .queryParam("projectId", safe.projectId)
                                .get("/api/v1/pit/commits/" + created + "/changes"),
                        "changes.changes[0].secretVersionId"));
        describer = safe.ruled(
                Rules.allow("describeSecret"),
                Rules.allowOn("secret-events", "subscribe-on-updated"),
                Rules.allowOn("commits", "read"),
                Rules.allowOn("role", "read"),
                Rules.allowOn("identity", "read"),
                Rules.allowOn("member", "read"),
                Rules.allowOn("groups", "read"));
        stranger = safe.ruled(
                Rules.allowOn("commits", "read"),
                Rules.allowOn("secret-folders", "read"),
                Rules.allowOn("role", "read"),
                Rules.allowOn("identity", "read"),
                Rules.allowOn("member", "read"),
                Rules.allowOn("groups", "read"));
    }

    private io.restassured.response.Response history(String what) {
        return safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("path", "/f")
                .get("/api/v1/pit/commits" + what);
    }

    String head() {
        return valueAt(history(""), "commits[0].id");
    }

    /** The same words, for a secret that does not exist. */
    Map<String, String> unknownSecret(SecretRoute route) {
        Map<String, String> words = new LinkedHashMap<>(known);
        switch (route.manner()) {
            case PLACE, LIST -> words.put("path", "/nowhere");
            case NAME -> words.put("key", "NO_SUCH_KEY");
            case ID ->
                List.of("secret", "gone", "commit", "latest", "version")
                        .forEach(word -> words.put(word, UUID.randomUUID().toString()));
            case NONE -> throw new IllegalArgumentException("names no secret: " + route);
        }
        return words;
    }

    Map<String, String> unknownProject() {
        Map<String, String> words = new LinkedHashMap<>(known);
        words.put("project", UUID.randomUUID().toString());
        return words;
    }

    Reply call(SecretRoute route, String token, Map<String, String> words) {
        return call(route, token, words, safe);
    }

    /** @param recorder whose organisation is to have the record */
    Reply call(SecretRoute route, String token, Map<String, String> words, Safe recorder) {
        int before = recorder.events().size();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + SecretRoute.fill(route.target(), words)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        HttpRequest.BodyPublisher body = route.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(SecretRoute.fill(route.body(), words));
        try {
            HttpResponse<InputStream> response =
                    CLIENT.send(request.method(route.verb(), body).build(), HttpResponse.BodyHandlers.ofInputStream());
            String text = text(response);
            List<String> outcomes = recorder.events().stream()
                    .skip(before)
                    .map(event -> event.getString("data.outcome"))
                    .toList();
            return new Reply(response.statusCode(), text, outcomes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Of a stream of events, which would not end, nothing. */
    private static String text(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            boolean endless =
                    response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
            return endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
