package dev.claviger.auth.sso;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.Fetched;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.Submission;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a provider for its endpoints, and for the ID token behind a code (OpenID Connect Core 1.0, section 3.1.3). */
@ApplicationScoped
class ProviderClient {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1_000;

    private final GuardedHttp http;
    private final Cache<Published, Endpoints> known = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    ProviderClient(GuardedHttp http) {
        this.http = http;
    }

    /**
     * Where a provider takes logins and codes.
     *
     * @param namesItself whether it names itself when it sends people back (RFC 9207)
     */
    record Endpoints(URI authorization, URI token, boolean namesItself) {}

    /** Whose document it is: the address, and who is expected there. */
    private record Published(IssuerAddress address, String issuer) {}

    /** Asked for once in some minutes, since anybody may begin logins. Fails with {@link SsoRefused}. */
    Uni<Endpoints> endpoints(Provider provider) {
        Published key = new Published(provider.address(), provider.issuer());
        @Nullable Endpoints present = known.getIfPresent(key);
        return present == null
                ? discover(provider).invoke(found -> known.put(key, found))
                : Uni.createFrom().item(present);
    }

    private Uni<Endpoints> discover(Provider provider) {
        return http.get(document(provider), rules(provider))
                .map(ProviderClient::json)
                .map(found -> endpoints(provider, found))
                .onFailure(ProviderClient::isOutside)
                .transform(failure -> SsoRefused.because("check=discovery: " + failure.getMessage()));
    }

    /** The ID token for a code. Fails with {@link SsoRefused}. */
    Uni<Secret> idToken(Provider provider, Endpoints endpoints, Map<String, Secret> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(field.getValue().reveal(), UTF_8))
                .collect(Collectors.joining("&"));
        return http.post(endpoints.token(), rules(provider), Submission.form(Buffer.buffer(body)))
                .map(ProviderClient::json)
                .map(ProviderClient::idToken)
                .onFailure(ProviderClient::isOutside)
                .transform(failure -> SsoRefused.because("check=code: " + failure.getMessage()));
    }

    private static Secret idToken(JsonObject answer) {
        if (answer.getValue("id_token") instanceof String text) {
            return Secret.of(text);
        }
        throw SsoRefused.because("check=code: the provider sent no ID token");
    }

    private static URI document(Provider provider) {
        String base = provider.address().discoveryUrl().toString();
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(plain + "/.well-known/openid-configuration");
    }

    private static FetchRules rules(Provider provider) {
        return FetchRules.json().trusting(provider.address().caCert());
    }

    private static Endpoints endpoints(Provider provider, JsonObject found) {
        if (!provider.issuer().equals(found.getValue("issuer"))) {
            throw SsoRefused.because("check=discovery: the document names another issuer");
        }
        return new Endpoints(
                endpoint(provider, found.getValue("authorization_endpoint")),
                endpoint(provider, found.getValue("token_endpoint")),
                Boolean.TRUE.equals(found.getValue("authorization_response_iss_parameter_supported")));
    }

    /** On the host of the discovery document: whoever can change the document sends neither people nor the client secret elsewhere. */
    private static URI endpoint(Provider provider, @Nullable Object given) {
        try {
            URI endpoint = URI.create(String.valueOf(given));
            URI home = provider.address().discoveryUrl();
            boolean same = host(endpoint).equals(host(home))
                    && String.valueOf(endpoint.getScheme()).equalsIgnoreCase(home.getScheme())
                    && endpoint.getRawFragment() == null;
            if (!same) {
                throw SsoRefused.because("check=discovery: an endpoint is on another host");
            }
            return endpoint;
        } catch (IllegalArgumentException e) {
            throw SsoRefused.because("check=discovery: an endpoint is not a URL");
        }
    }

    private static String host(URI uri) {
        return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(Fetched fetched) {
        try {
            if (Json.decodeValue(fetched.body()) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException e) {
            throw SsoRefused.because("check=discovery: an answer is not JSON");
        }
        throw SsoRefused.because("check=discovery: an answer is not a JSON object");
    }

    private static boolean isOutside(Throwable failure) {
        return failure instanceof Failure && !(failure instanceof SsoRefused);
    }
}
