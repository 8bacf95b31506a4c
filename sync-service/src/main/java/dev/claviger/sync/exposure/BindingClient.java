package dev.claviger.sync.exposure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.TokenConfig;
import dev.claviger.kernel.trace.Tracing;
import dev.claviger.sync.SyncConfig;
import dev.claviger.sync.exposure.Bound.Reached;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Asks vault-service who may act in a project and auth-service how they log in, as the caller. */
@ApplicationScoped
class BindingClient {
    private static final String VAULT = "vault-service";
    private static final String AUTH = "auth-service";

    private final URI vault;
    private final Optional<URI> auth;
    private final Duration timeout;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    BindingClient(SyncConfig config, TokenConfig tokens, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.vault = config.vault().url();
        this.auth = tokens.url();
        this.timeout = config.vault().timeout();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /**
     * What was told.
     *
     * @param untold names of identities whose binding the caller may not see
     * @param isTold false when not even the identities were
     */
    record Bindings(List<Bound> identities, List<String> untold, boolean isTold) {
        Bindings {
            identities = List.copyOf(identities);
            untold = List.copyOf(untold);
        }
    }

    private record Member(String id, String name, List<String> roles) {}

    /** Never fails: what is not told is said not to be. */
    Uni<Bindings> of(UUID projectId, Secret bearer, Origin origin) {
        return get(
                        VAULT,
                        vault.resolve("/api/v2/workspace/%s/identity-memberships".formatted(projectId)),
                        bearer,
                        origin)
                .chain(answer -> answer.isEmpty()
                        ? Uni.createFrom().item(new Bindings(List.of(), List.of(), false))
                        : bindings(members(answer.get()), bearer, origin));
    }

    private Uni<Bindings> bindings(List<Member> members, Secret bearer, Origin origin) {
        List<String> untold = new ArrayList<>();
        return Multi.createFrom()
                .iterable(members)
                .onItem()
                .transformToUniAndConcatenate(member -> binding(member, untold, bearer, origin))
                .collect()
                .asList()
                .map(found ->
                        new Bindings(found.stream().flatMap(Optional::stream).toList(), untold, true));
    }

    private Uni<Optional<Bound>> binding(Member member, List<String> untold, Secret bearer, Origin origin) {
        if (auth.isEmpty()) {
            untold.add(member.name());
            return Uni.createFrom().item(Optional.empty());
        }
        return get(AUTH, auth.get().resolve("/api/v1/auth/oidc-auth/identities/" + member.id()), bearer, origin)
                .map(answer -> {
                    if (answer.isEmpty()) {
                        untold.add(member.name());
                    }
                    return answer.map(body -> bound(member, body.path("identityOidcAuth")));
                });
    }

    /** Only of those that have this way to log in; the others cannot be jobs with an ID token. */
    private static List<Member> members(JsonNode answer) {
        List<Member> members = new ArrayList<>();
        for (JsonNode each : answer.path("identityMemberships")) {
            boolean logsInByToken = false;
            for (JsonNode method : each.at("/identity/authMethods")) {
                logsInByToken |= method.asText().equals("oidc-auth");
            }
            if (logsInByToken) {
                members.add(new Member(
                        each.path("identityId").asText(),
                        each.at("/identity/name").asText(),
                        roles(each.path("roles"))));
            }
        }
        return members;
    }

    private static List<String> roles(JsonNode roles) {
        List<String> names = new ArrayList<>();
        roles.forEach(role ->
                names.add(role.path("customRoleSlug").asText(role.path("role").asText())));
        return names;
    }

    private static Bound bound(Member member, JsonNode auth) {
        Map<String, String> claims = new TreeMap<>();
        auth.path("boundClaims")
                .properties()
                .forEach(each -> claims.put(each.getKey(), each.getValue().asText()));
        return new Bound(
                member.id(),
                member.name(),
                member.roles(),
                auth.path("boundIssuer").asText(),
                auth.path("boundSubject").asText(),
                claims,
                auth.path("allowForkPipelines").asBoolean(),
                null);
    }

    /** Which secrets of the project an identity may read. Empty when that is not told; never fails. */
    Uni<Optional<Reached>> reach(UUID projectId, String identityId, Secret bearer, Origin origin) {
        return get(
                        VAULT,
                        vault.resolve("/api/x/reach?projectId=%s&identityId=%s"
                                .formatted(projectId, URLEncoder.encode(identityId, UTF_8))),
                        bearer,
                        origin)
                .map(answer -> answer.map(BindingClient::reached));
    }

    private static Reached reached(JsonNode answer) {
        List<String> secrets = new ArrayList<>();
        for (JsonNode folder : answer.path("secrets")) {
            String place = "%s %s"
                    .formatted(
                            folder.path("environment").asText(),
                            folder.path("secretPath").asText());
            String when = folder.path("dependsOnLogin").asBoolean() ? " (by claims of the job)" : "";
            folder.path("secretKeys").forEach(key -> secrets.add("%s %s%s".formatted(place, key.asText(), when)));
        }
        return new Reached(secrets, answer.path("complete").asBoolean());
    }

    private Uni<Optional<JsonNode>> get(String service, URI address, Secret bearer, Origin origin) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address.toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return Uni.createFrom()
                .deferred(() ->
                        tracing.call(service, options, http.request(options).chain(request -> request.send())))
                .chain(this::read)
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure()
                .invoke(problem -> Log.warnf(
                        "bindings not asked cause=%s", problem.getClass().getName()))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<Optional<JsonNode>> read(HttpClientResponse response) {
        return response.body()
                .map(body -> response.statusCode() == 200 ? Optional.of(json(body.toString())) : Optional.empty());
    }

    private JsonNode json(String body) {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("an unreadable answer", unreadable);
        }
    }
}
