package dev.claviger.local.gitlabapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A bare client of the simulated API with one token. */
record Client(String base, String token) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** An answer; the body is missing where it is no JSON. */
    record Answer(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
            } catch (IOException plain) {
                return MissingNode.getInstance();
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path) {
        return send("GET", path, Optional.empty(), "");
    }

    Answer post(String path, String json) {
        return send("POST", path, Optional.of(json), "application/json");
    }

    Answer put(String path, String json) {
        return send("PUT", path, Optional.of(json), "application/json");
    }

    Answer form(String method, String path, String form) {
        return send(method, path, Optional.of(form), "application/x-www-form-urlencoded");
    }

    Answer delete(String path) {
        return send("DELETE", path, Optional.empty(), "");
    }

    Answer send(String method, String path, Optional<String> body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(5))
                .header("PRIVATE-TOKEN", token)
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
