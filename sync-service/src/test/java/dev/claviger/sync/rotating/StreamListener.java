package dev.claviger.sync.rotating;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.sync.AuditStub;
import io.quarkus.logging.Log;
import io.restassured.RestAssured;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of the stream of an emergency, as browsers are. */
final class StreamListener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<HttpResponse<Stream<String>>> answer;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** One message. */
    record Message(String id, String event, String data) {
        JsonNode json() {
            try {
                return JSON.readTree(data);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    /** @param lastSeen empty for none */
    StreamListener(String token, String emergency, String lastSeen) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:%d%s/%s/events".formatted(RestAssured.port, AuditStub.ROUTE, emergency)))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (!lastSeen.isEmpty()) {
            request.header("Last-Event-ID", lastSeen);
        }
        answer = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines());
        var _ = answer.thenAccept(response -> Thread.ofVirtual().start(() -> read(response.body())));
    }

    private void read(Stream<String> lines) {
        List<String> block = new ArrayList<>();
        try {
            lines.forEach(line -> {
                if (line.isEmpty()) {
                    messages.add(new Message(field(block, "id"), field(block, "event"), field(block, "data")));
                    block.clear();
                } else {
                    block.add(line);
                }
            });
        } catch (UncheckedIOException closed) {
            Log.debugf("closed cause=%s", closed.getCause());
        } finally {
            end.complete(null);
        }
    }

    private static String field(List<String> block, String name) {
        return block.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    int status() {
        return answer.join().statusCode();
    }

    List<Message> all(String event) {
        return messages.stream()
                .filter(message -> message.event().equals(event))
                .toList();
    }

    /** The emergency as it was told last, once it was told. */
    Message emergency() {
        await().atMost(RotationStage.LONG).until(() -> !all("emergency").isEmpty());
        return all("emergency").getLast();
    }

    /** Waits until a step was told in this state. */
    void awaitStep(int position, String state) {
        await().atMost(RotationStage.LONG)
                .until(() -> all("step").stream()
                        .map(Message::json)
                        .anyMatch(step -> step.path("position").asInt() == position
                                && step.path("state").asText().equals(state)));
    }

    boolean isOver() {
        return end.isDone();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
