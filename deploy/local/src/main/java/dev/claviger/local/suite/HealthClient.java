package dev.claviger.local.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks services whether they are ready. */
public final class HealthClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** What a service says about itself. */
    public record Health(boolean isReady, String text) {}

    /** Asks the service at this address; one that does not answer is not ready. */
    public Health ask(String url) {
        HttpRequest question = HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<String> answer = http.send(question, HttpResponse.BodyHandlers.ofString());
            return new Health(answer.statusCode() == 200, answer.body());
        } catch (IOException notYet) {
            return new Health(false, "it does not answer");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Health(false, "it was not waited for");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
