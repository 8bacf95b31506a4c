package dev.claviger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A log on a server. */
public final class ServedLog implements LogSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String prefix;
    private final Optional<String> bearer;
    private final boolean payloads;

    /**
     * @param prefix the address below which {@code checkpoint} is
     * @param bearer an access token, where the log is not public
     * @param payloads whether to ask what the entries say, too
     */
    public ServedLog(URI prefix, Optional<String> bearer, boolean payloads) {
        this.prefix = prefix.toString().replaceAll("/+$", "") + "/";
        this.bearer = bearer;
        this.payloads = payloads;
    }

    @Override
    public Optional<byte[]> read(String path) {
        HttpResponse<byte[]> answer = get(path);
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() != 200) {
            throw new LogUnreadable("%s%s answers %d".formatted(prefix, path, answer.statusCode()));
        }
        return Optional.of(answer.body());
    }

    private HttpResponse<byte[]> get(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(prefix + path)).timeout(PATIENCE);
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException away) {
            throw new LogUnreadable("%s%s gives no answer".formatted(prefix, path));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new LogUnreadable("stopped");
        }
    }

    @Override
    public boolean hasPayloads() {
        return payloads;
    }

    @Override
    public List<Payload> payloads(long from) {
        return read("payload.ndjson?from=" + from)
                .map(bytes ->
                        new String(bytes, UTF_8).lines().map(Payload::parse).toList())
                .orElse(List.of());
    }

    @Override
    public void close() {
        http.close();
    }
}
