package dev.claviger.local.gitlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.loopback.LoopbackServer;
import dev.claviger.local.loopback.LoopbackServer.Handlers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A GitLab instance on 127.0.0.1: its OpenID Connect issuer, and the part of its API that {@link GitLabApi} has.
 *
 * <p>The issuer is the base URL itself. The instance can be told to change its CI key and to be unavailable, by method
 * and, for people with a shell, by {@code POST /simulator/rotate}, {@code /simulator/down}, {@code /simulator/up} and
 * {@code /simulator/id-token} with a body like {@code {"kind": "protected-branch", "aud": "https://suite"}}.
 */
public final class GitLabSimulator implements AutoCloseable {

    /** Where a second issuer lives, for instances that publish their keys under another address than their API. */
    static final String CUSTOM_ISSUER_PATH = "/id-tokens";

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String KEYS = "/oauth/discovery/keys";
    private static final String CACHED_FOR_A_DAY = "max-age=86400, public, must-revalidate, no-transform";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SigningKeys keys = new SigningKeys();
    private final AtomicInteger keyFetches = new AtomicInteger();
    private final LoopbackServer server;
    private final IdTokens idTokens;
    private final GitLabApi api;
    private volatile boolean down;

    private GitLabSimulator(Clock clock, int port) {
        api = new GitLabApi(clock);
        server = LoopbackServer.start(
                port, new HttpServerOptions(), 1, vertx -> Handlers.of(request -> answer(vertx, request)));
        idTokens = new IdTokens(server.url(), keys, clock, UUID::randomUUID);
    }

    /** Starts an instance on a free port. */
    public static GitLabSimulator start(Clock clock) {
        return start(clock, LoopbackServer.FREE_PORT);
    }

    /**
     * Starts an instance on this port.
     *
     * @throws dev.claviger.local.process.LocalFailure when the port is taken
     */
    public static GitLabSimulator start(Clock clock, int port) {
        return new GitLabSimulator(clock, port);
    }

    /** Returns the base URL, which is the issuer as well: no slash at the end. */
    public String url() {
        return server.url();
    }

    /** Returns the issuer of {@link PipelineKind#CUSTOM_ISSUER}. */
    public String customIssuer() {
        return url() + CUSTOM_ISSUER_PATH;
    }

    /** Returns the maker of its tokens. */
    public IdTokens idTokens() {
        return idTokens;
    }

    /** Returns its REST API: variables, tokens, and what goes wrong with them. */
    public GitLabApi api() {
        return api;
    }

    /** Puts a new CI key in place of the present one at once, with no notice, as GitLab may. */
    public void rotate() {
        keys.rotate();
    }

    /** Makes all of it answer 503 until {@link #comeBack}. */
    public void goDown() {
        down = true;
    }

    /** Ends {@link #goDown}. */
    public void comeBack() {
        down = false;
    }

    /** Returns how often the keys have been asked for, refusals included. */
    public int keyFetches() {
        return keyFetches.get();
    }

    @Override
    public void close() {
        server.close();
    }

    private void answer(Vertx vertx, HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (GitLabApi.isFor(path) && down) {
            unavailable(request.response());
        } else if (GitLabApi.isFor(path)) {
            api.answer(vertx, request);
        } else if (request.method().equals(HttpMethod.GET)) {
            read(request.response(), path);
        } else if (request.method().equals(HttpMethod.POST)) {
            command(vertx, request, path);
        } else {
            notFound(request.response());
        }
    }

    private void read(HttpServerResponse response, String path) {
        if (path.endsWith(KEYS)) {
            keyFetches.incrementAndGet();
        }
        if (down) {
            unavailable(response);
            return;
        }
        switch (path) {
            case DISCOVERY -> sendJson(response, discovery(url()));
            case CUSTOM_ISSUER_PATH + DISCOVERY -> sendJson(response, discovery(customIssuer()));
            case KEYS, CUSTOM_ISSUER_PATH + KEYS ->
                sendJson(response.putHeader("Cache-Control", CACHED_FOR_A_DAY), keys.published());
            default -> notFound(response);
        }
    }

    private void command(Vertx vertx, HttpServerRequest request, String path) {
        switch (path) {
            case "/simulator/rotate" -> run(vertx, request, this::rotate);
            case "/simulator/down" -> run(vertx, request, this::goDown);
            case "/simulator/up" -> run(vertx, request, this::comeBack);
            case "/simulator/id-token" -> request.body().onSuccess(body -> sendToken(request.response(), body));
            default -> notFound(request.response());
        }
    }

    /** Off the event loop, because a new key takes a while. */
    private static void run(Vertx vertx, HttpServerRequest request, Runnable command) {
        vertx.executeBlocking(() -> {
                    command.run();
                    return 204;
                })
                .onSuccess(status -> request.response().setStatusCode(status).end());
    }

    private void sendToken(HttpServerResponse response, Buffer body) {
        try {
            TokenWish wish = JSON.readValue(body.getBytes(), TokenWish.class);
            send(response.putHeader("Content-Type", "text/plain"), wish.issueFrom(idTokens) + "\n");
        } catch (JsonProcessingException | IllegalArgumentException wrong) {
            send(response.setStatusCode(400).putHeader("Content-Type", "text/plain"), wrong.getMessage() + "\n");
        } catch (IOException defect) {
            throw new UncheckedIOException(defect);
        }
    }

    /** The body of {@code POST /simulator/id-token}. */
    private record TokenWish(
            @Nullable String kind,
            @Nullable String aud,
            @Nullable Map<String, @Nullable Object> overrides) {

        String issueFrom(IdTokens tokens) {
            if (aud == null) {
                throw new IllegalArgumentException("aud is missing");
            }
            PipelineKind wanted = kind == null ? PipelineKind.PROTECTED_BRANCH : PipelineKind.named(kind);
            return tokens.issue(wanted, aud, overrides == null ? Map.of() : overrides);
        }
    }

    private static Map<String, Object> discovery(String issuer) {
        return Map.of(
                "issuer",
                issuer,
                "authorization_endpoint",
                issuer + "/oauth/authorize",
                "token_endpoint",
                issuer + "/oauth/token",
                "jwks_uri",
                issuer + KEYS,
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    private static void unavailable(HttpServerResponse response) {
        send(response.setStatusCode(503).putHeader("Content-Type", "text/html"), "<h1>GitLab is not responding</h1>");
    }

    private static void notFound(HttpServerResponse response) {
        sendJson(response.setStatusCode(404), Map.of("error", "404 Not Found"));
    }

    private static void sendJson(HttpServerResponse response, Map<String, ?> body) {
        try {
            send(response.putHeader("Content-Type", "application/json; charset=utf-8"), JSON.writeValueAsString(body));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private static void send(HttpServerResponse response, String body) {
        response.end(body);
    }
}
