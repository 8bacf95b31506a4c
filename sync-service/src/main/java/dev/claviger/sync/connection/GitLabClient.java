package dev.claviger.sync.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks a GitLab instance whether it takes a token, and exchanges and renews those of OAuth. Redirects are not followed, so that a token
 * goes to the host that was named and to no other.
 */
@ApplicationScoped
class GitLabClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_MESSAGE = 200;
    private static final String SCOPE = "api";
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private final GuardedHttp http;
    private final Clock clock;

    GitLabClient(GuardedHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** Fails with {@link CredentialsRefused}, and as the guarded client fails. */
    Uni<Checked> check(String method, Credentials given) {
        return method.equals("oauth")
                ? granted(given).call(credentials -> requireUser(credentials)).map(kept -> new Checked(kept, null))
                : requireToken(given).map(end -> new Checked(given, end));
    }

    private Uni<Credentials> granted(Credentials given) {
        return given.hidden().containsKey("accessToken") ? Uni.createFrom().item(given) : exchange(given);
    }

    private Uni<@Nullable Instant> requireToken(Credentials given) {
        GitLabAccess access = GitLabAccess.of(given);
        return get(access, "/api/v4/personal_access_tokens/self").map(answer -> {
            if (!answer.succeeded()) {
                throw refused(answer, access.token());
            }
            return endOf(json(answer));
        });
    }

    /** A day; the token ends when it begins, by the clock of UTC. */
    private @Nullable Instant endOf(JsonNode token) {
        boolean active =
                token.path("active").asBoolean(false) && !token.path("revoked").asBoolean(false);
        if (!active) {
            throw new CredentialsRefused("the token is not active any more. Make a new one.");
        }
        boolean hasScope = StreamSupport.stream(token.path("scopes").spliterator(), false)
                .anyMatch(scope -> scope.asText().equals(SCOPE));
        if (!hasScope) {
            throw new CredentialsRefused("the token lacks the scope api, without which it cannot write variables.");
        }
        try {
            return token.hasNonNull("expires_at")
                    ? LocalDate.parse(token.path("expires_at").asText())
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : null;
        } catch (DateTimeParseException odd) {
            return null;
        }
    }

    private Uni<Void> requireUser(Credentials credentials) {
        GitLabAccess access = GitLabAccess.of(credentials);
        return get(access, "/api/v4/user")
                .invoke(answer -> {
                    if (!answer.succeeded()) {
                        throw refused(answer, access.token());
                    }
                })
                .replaceWithVoid();
    }

    /** Gets something of the API. Answers of any status are answers. */
    Uni<OutboundAnswer> get(GitLabAccess access, String pathAndQuery) {
        return http.call(
                URI.create(access.base() + pathAndQuery),
                FetchRules.json().trusting(access.caCertificate()),
                OutboundCall.of(HttpMethod.GET, access.headers()));
    }

    /** A code, or a refresh token, for a new pair of tokens. The old pair is dead once GitLab has answered. */
    Uni<Credentials> exchange(Credentials old) {
        Map<String, Secret> form = new LinkedHashMap<>();
        boolean byCode = old.hidden().containsKey("code");
        form.put("grant_type", Secret.of(byCode ? "authorization_code" : "refresh_token"));
        form.put("client_id", Secret.of(old.text("clientId")));
        form.put("client_secret", old.secret("clientSecret"));
        form.put("redirect_uri", Secret.of(old.text("redirectUri")));
        if (byCode) {
            form.put("code", old.secret("code"));
        } else {
            form.put("refresh_token", old.secret("refreshToken"));
        }
        if (old.hidden().containsKey("codeVerifier")) {
            form.put("code_verifier", old.secret("codeVerifier"));
        }
        OutboundCall call = new OutboundCall(
                HttpMethod.POST,
                Map.of("Content-Type", Secret.of("application/x-www-form-urlencoded")),
                Buffer.buffer(encoded(form)));
        return http.call(
                        URI.create(GitLabAccess.base(old) + "/oauth/token"),
                        FetchRules.json().trusting(old.text("caCertificate")),
                        call)
                .map(answer -> pair(old, answer));
    }

    private Credentials pair(Credentials old, OutboundAnswer answer) {
        if (answer.status() >= SERVER_ERROR || answer.status() == TOO_MANY) {
            throw new GitLabAway();
        }
        if (!answer.succeeded()) {
            throw refused(answer, old.secret("clientSecret"));
        }
        JsonNode pair = json(answer);
        if (!pair.hasNonNull("access_token") || !pair.hasNonNull("refresh_token")) {
            throw new CredentialsRefused("the answer holds no tokens. Is this a GitLab instance?");
        }
        long seconds = pair.path("expires_in").asLong(7_200);
        Map<String, Secret> hidden = new LinkedHashMap<>();
        hidden.put("clientSecret", old.secret("clientSecret"));
        hidden.put("accessToken", Secret.of(pair.path("access_token").asText()));
        hidden.put("refreshToken", Secret.of(pair.path("refresh_token").asText()));
        hidden.put(
                "accessTokenEndsAt",
                Secret.of(clock.instant().plusSeconds(seconds).toString()));
        return new Credentials(old.shown(), hidden);
    }

    private static String encoded(Map<String, Secret> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "="
                        + URLEncoder.encode(field.getValue().reveal(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static CredentialsRefused refused(OutboundAnswer answer, Secret shown) {
        return new CredentialsRefused("GitLab answered %d%s".formatted(answer.status(), message(answer, shown)));
    }

    /** GitLab's own words, cut short, and never with what was shown to it. */
    private static String message(OutboundAnswer answer, Secret shown) {
        try {
            JsonNode body = JSON.readTree(answer.body().getBytes());
            String text =
                    body.path("error_description").asText(body.path("message").asText(""));
            String printable = text.replaceAll("[^ -~]", " ").strip();
            boolean tells = printable.isEmpty() || printable.contains(shown.reveal());
            return tells ? "." : ": " + printable.substring(0, Math.min(printable.length(), LONGEST_MESSAGE));
        } catch (java.io.IOException noJson) {
            return ".";
        }
    }

    private static JsonNode json(OutboundAnswer answer) {
        try {
            return JSON.readTree(answer.body().toString(UTF_8));
        } catch (JsonProcessingException unreadable) {
            throw new CredentialsRefused("the answer is no JSON. Is this a GitLab instance?");
        }
    }

    /** What to tell an administrator about a failed check. */
    static String problem(Throwable failure) {
        return failure instanceof Failure told ? told.text() : "Claviger could not ask; see its log.";
    }
}
