package dev.claviger.vault.subscription;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client that subscribes and writes down what it hears, line by line. */
final class Listener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpResponse<InputStream> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean ended;

    private Listener(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = Thread.ofPlatform().daemon().name("listener").start(this::read);
    }

    /** Returns when the head of the answer is there. */
    static Listener subscribe(String token, Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://localhost:" + RestAssured.port + "/api/v1/events/subscribe/project-events"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Accept", "text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            return new Listener(client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** A registration of a kind of change in a place such as {@code dev:/app}. */
    static Map<String, Object> in(String place, String event) {
        int colon = place.indexOf(':');
        return Map.of(
                "event",
                event,
                "conditions",
                Map.of("environmentSlug", place.substring(0, colon), "secretPath", place.substring(colon + 1)));
    }

    /** Registrations of all four kinds. */
    static List<Map<String, Object>> everything(String place) {
        return Stream.of("secret:create", "secret:update", "secret:delete", "secret:import-mutation")
                .map(event -> in(place, event))
                .toList();
    }

    private void read() {
        try (BufferedReader body = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = body.readLine(); line != null; line = body.readLine()) {
                lines.add(line);
            }
        } catch (IOException cut) {
            // ended by the other side, or by us
        }
        ended = true;
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The data of all changes so far. */
    List<JsonNode> heard() {
        return lines.stream()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> json(line.substring("data: ".length())))
                .toList();
    }

    /** The keys of all secrets so far. */
    List<String> keys() {
        return heard().stream()
                .flatMap(message -> message.at("/data/payload").findValuesAsText("secretKey").stream())
                .toList();
    }

    void awaitKey(String key) {
        await("to hear of " + key)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> keys().contains(key));
    }

    void awaitEnd() {
        await("the end of the stream").atMost(SOON).until(() -> ended);
    }

    boolean isEnded() {
        return ended;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + text, broken);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
            reader.join(Duration.ofSeconds(5));
        } catch (IOException closed) {
            // it was
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
