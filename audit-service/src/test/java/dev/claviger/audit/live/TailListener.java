package dev.claviger.audit.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
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

/** A client of a stream, as browsers are. */
final class TailListener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<HttpResponse<Stream<String>>> answer;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> raw = new CopyOnWriteArrayList<>();
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

    private TailListener(HttpRequest request) {
        answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
        var _ = answer.thenAccept(response -> Thread.ofVirtual().start(() -> read(response.body())));
    }

    static TailListener follow(String token, String query, @Nullable String lastSeen) {
        URI uri = URI.create("http://localhost:%d/api/x/audit-logs/tail?%s".formatted(RestAssured.port, query));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastSeen != null) {
            request.header("Last-Event-ID", lastSeen);
        }
        return new TailListener(request.build());
    }

    private void read(Stream<String> lines) {
        List<String> block = new ArrayList<>();
        try {
            lines.forEach(line -> {
                raw.add(line);
                if (line.isEmpty()) {
                    messages.add(message(block));
                    block.clear();
                } else {
                    block.add(line);
                }
            });
            end.complete(null);
        } catch (RuntimeException cut) {
            end.complete(null);
        }
    }

    private static Message message(List<String> block) {
        return new Message(field(block, "id"), field(block, "event"), field(block, "data"));
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

    /** The whole answer, of one that ends. */
    String body() {
        end.join();
        return String.join("", raw);
    }

    /** The ids of the events that were told, in order. */
    List<String> told() {
        return entries().stream()
                .map(message -> message.json().path("id").asText())
                .toList();
    }

    List<Message> entries() {
        return messages.stream()
                .filter(message -> message.event().equals("audit-log"))
                .toList();
    }

    List<Message> pings() {
        return messages.stream()
                .filter(message -> message.event().equals("ping"))
                .toList();
    }

    /** Waits for the first sign of life. */
    TailListener opened() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !messages.isEmpty());
        return this;
    }

    Optional<Duration> endsWithin(Duration most) {
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
