package dev.claviger.testkit;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A client of a stream of server-sent events, as browsers are; it writes down what it hears. */
public final class EventStreamListener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<HttpResponse<Stream<String>>> answer;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /** One message; what it does not have is empty. */
    public record Message(String id, String event, String data) {
        public JsonNode json() {
            try {
                return JSON.readTree(data);
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException(broken);
            }
        }
    }

    /**
     * Asks the service under test.
     *
     * @param route with its query
     * @param lastSeen the id after which it goes on; null for none
     */
    public EventStreamListener(String token, String route, @Nullable String lastSeen) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d%s".formatted(RestAssured.port, route)))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen);
        }
        answer = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines());
        var _ = answer.thenAccept(response -> Thread.ofVirtual().start(() -> read(response.body())));
    }

    private void read(Stream<String> answered) {
        List<String> block = new ArrayList<>();
        try {
            answered.forEach(line -> {
                lines.add(line);
                if (line.isEmpty()) {
                    messages.add(new Message(field(block, "id"), field(block, "event"), field(block, "data")));
                    block.clear();
                } else {
                    block.add(line);
                }
            });
        } catch (UncheckedIOException cut) {
            // ended by the other side, or by us
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

    public int status() {
        return answer.join().statusCode();
    }

    /** Waits for the end, and gives all that came. */
    public String body() {
        end.join();
        return String.join("", lines);
    }

    /** Those of one kind so far. */
    public List<Message> all(String event) {
        return messages.stream()
                .filter(message -> message.event().equals(event))
                .toList();
    }

    /** Waits for the first sign of life. */
    public void awaitOpen() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !messages.isEmpty());
    }

    public boolean isOver() {
        return end.isDone();
    }

    /** How long it still took; empty when it goes on. */
    public Optional<Duration> endsWithin(Duration most) {
        long begin = System.nanoTime();
        try {
            end.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(Duration.ofNanos(System.nanoTime() - begin));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
