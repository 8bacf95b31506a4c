package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A client of the public API with one token, or none. */
record Api(String base, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** An answer: status 0 when the connection broke. */
    record Answer(int status, JsonNode body, String text, Map<String, java.util.List<String>> headers) {
        JsonNode expect(int wanted) {
            assertThat(status).as(text).isEqualTo(wanted);
            return body;
        }
    }

    Api as(String otherToken) {
        return new Api(base, otherToken);
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    Answer get(String path, Map<String, String> headers) {
        return send("GET", path, null, headers);
    }

    Answer post(String path, Object body) {
        return send("POST", path, json(body), Map.of());
    }

    Answer post(String path, Object body, Map<String, String> headers) {
        return send("POST", path, json(body), headers);
    }

    Answer patch(String path, Object body) {
        return send("PATCH", path, json(body), Map.of());
    }

    Answer patch(String path, Object body, Map<String, String> headers) {
        return send("PATCH", path, json(body), headers);
    }

    Answer delete(String path, Object body) {
        return send("DELETE", path, json(body), Map.of());
    }

    /** Sends the body as it is, JSON or not. */
    Answer raw(String method, String path, String body) {
        return send(method, path, body, Map.of());
    }

    private Answer send(
            String method, String path, @org.jspecify.annotations.Nullable String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return exchange(request.build());
    }

    private static Answer exchange(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    parse(response.body()),
                    response.body(),
                    response.headers().map());
        } catch (IOException broken) {
            return new Answer(0, MissingNode.getInstance(), "connection broke", Map.of());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    private static String json(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
