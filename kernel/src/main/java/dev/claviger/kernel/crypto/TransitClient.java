package dev.claviger.kernel.crypto;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.AddressResolver;
import dev.claviger.kernel.outbound.Cidr;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.Fetched;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundConfig;
import dev.claviger.kernel.outbound.OutboundFailed;
import dev.claviger.kernel.outbound.OutboundRefused;
import dev.claviger.kernel.outbound.Submission;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the transit engine of OpenBao or HashiCorp Vault.
 *
 * <p>The operator names the server, so it may stand in a private network; all else that holds for fetches holds here, too: no redirects,
 * link-local addresses out of reach, limits of time and size.
 */
final class TransitClient {
    static final String ENCRYPT = "encrypt";
    static final String DECRYPT = "decrypt";

    private static final int MAX_ANSWER_BYTES = 262_144;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    private final Vertx vertx;
    private final GuardedHttp http;
    private final KeyConfig.Transit config;
    private final URI url;
    private final Path tokenFile;
    private final FetchRules rules;

    private record Limits(Duration totalTimeout) implements OutboundConfig {
        private static final List<Cidr> PRIVATE = List.of(
                Cidr.of("10.0.0.0/8"),
                Cidr.of("100.64.0.0/10"),
                Cidr.of("127.0.0.0/8"),
                Cidr.of("172.16.0.0/12"),
                Cidr.of("192.168.0.0/16"),
                Cidr.of("fc00::/7"),
                Cidr.of("::1"));

        @Override
        public Optional<List<Cidr>> allow() {
            return Optional.of(PRIVATE);
        }

        @Override
        public Duration connectTimeout() {
            return totalTimeout;
        }

        @Override
        public int maxBytes() {
            return MAX_ANSWER_BYTES;
        }
    }

    /** @param ca PEM certificates; empty for the public authorities */
    TransitClient(Vertx vertx, AddressResolver resolver, KeyConfig.Transit config, URI url, Path tokenFile, String ca) {
        this.vertx = vertx;
        this.http = new GuardedHttp(vertx, resolver, new Limits(config.timeout()));
        this.config = config;
        this.url = url;
        this.tokenFile = tokenFile;
        this.rules = FetchRules.json().trusting(ca);
    }

    /** What {@link #ENCRYPT} or {@link #DECRYPT} makes of the request. Fails with {@link UnopenableException} and {@link RootKeyUnavailable}. */
    Uni<String> ask(String operation, String keyId, JsonObject request, String answerField) {
        URI target = URI.create("%s/v1/%s/%s/%s".formatted(base(), config.mount(), operation, keyId));
        return token(keyId)
                .chain(token -> http.post(target, rules, submission(token, request)))
                .onFailure(TransitClient::mayPass)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(config.tries() - 1)
                .onFailure(OutboundFailed.class)
                .transform(failed -> failure(operation, keyId, failed))
                .onFailure(OutboundRefused.class)
                .transform(refused -> new RootKeyUnavailable(keyId, String.valueOf(refused.getMessage())))
                .map(fetched -> field(keyId, fetched, answerField));
    }

    private String base() {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private Uni<Secret> token(String keyId) {
        return vertx.fileSystem()
                .readFile(tokenFile.toString())
                .map(bytes -> Secret.of(bytes.toString().strip()))
                .onFailure()
                .transform(unread -> new RootKeyUnavailable(keyId, "the token file cannot be read"));
    }

    private Submission submission(Secret token, JsonObject request) {
        Map<String, Secret> headers = new HashMap<>();
        headers.put("Content-Type", Secret.of("application/json"));
        headers.put("X-Vault-Request", Secret.of("true"));
        headers.put("X-Vault-Token", token);
        config.namespace().ifPresent(namespace -> headers.put("X-Vault-Namespace", Secret.of(namespace)));
        return new Submission(headers, Buffer.buffer(request.encode()));
    }

    /** The server is away, sealed, a standby or overloaded. */
    private static boolean mayPass(Throwable failure) {
        return failure instanceof OutboundFailed failed
                && (failed.status() == 0 || failed.status() == TOO_MANY || failed.status() >= 500);
    }

    private static RuntimeException failure(String operation, String keyId, OutboundFailed failed) {
        return switch (failed.status()) {
            case BAD_REQUEST ->
                operation.equals(DECRYPT)
                        ? UnopenableException.under(keyId)
                        : new RootKeyUnavailable(
                                keyId,
                                "the transit engine does not encrypt with it (status 400); is there such a key, of type aes256-gcm96?");
            case FORBIDDEN -> new RootKeyUnavailable(keyId, "the transit engine refuses the token (status 403)");
            case NOT_FOUND -> new RootKeyUnavailable(keyId, "the transit engine is not mounted there (status 404)");
            default -> new RootKeyUnavailable(keyId, failed.text());
        };
    }

    private static String field(String keyId, Fetched fetched, String name) {
        try {
            @Nullable JsonObject data = new JsonObject(fetched.body()).getJsonObject("data");
            @Nullable String text = data == null ? null : data.getString(name);
            if (text != null) {
                return text;
            }
        } catch (DecodeException | ClassCastException e) {
            throw new RootKeyUnavailable(keyId, "the transit engine answers something else than JSON of its kind");
        }
        throw new RootKeyUnavailable(keyId, "the answer of the transit engine has no " + name);
    }
}
