package dev.claviger.vault.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.source.SourceCalls.Reply;
import dev.claviger.vault.source.SourceCalls.Server;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder of a server with the Infisical API, such as Infisical or another Claviger. References stay as they are written there, and
 * what folders import is left where it is.
 */
@ApplicationScoped
public class InfisicalServer {
    private static final String LOGIN = "/api/v1/auth/universal-auth/login";

    private final SourceCalls calls;
    private final SecretConfig limits;

    InfisicalServer(SourceCalls calls, SecretConfig limits) {
        this.calls = calls;
        this.limits = limits;
    }

    /**
     * What is wanted.
     *
     * @param accessToken or {@code clientId} and {@code clientSecret} for Universal auth
     * @param projectId or {@code projectSlug}
     * @param recursive also folders further below; yes when absent
     * @param tags also tags, which the project that takes them must have; no when absent
     * @param leaveOut leave out what cannot be taken, instead of failing
     */
    public record Wanted(
            @Nullable String url,
            @Nullable String caCert,
            @Nullable Secret accessToken,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable Boolean recursive,
            @Nullable Boolean tags,
            @Nullable Boolean leaveOut) {}

    /** Reads all of it. Fails with {@link SourceRefused} and as {@link dev.claviger.kernel.outbound.GuardedHttp#call}. */
    public Uni<Harvest> read(Wanted wanted) {
        Server server = Server.parse(wanted.url, wanted.caCert);
        Validation input = new Validation();
        String environment = input.text("environment", wanted.environment);
        input.check(hasText(wanted.projectId) || hasText(wanted.projectSlug), "projectId", "Required");
        input.check(
                has(wanted.accessToken) || (hasText(wanted.clientId) && has(wanted.clientSecret)),
                "accessToken",
                "Required, or clientId and clientSecret");
        input.done();
        String top = top(wanted.secretPath);
        return token(server, wanted)
                .chain(token -> calls.get(
                        server,
                        list(wanted, environment, top),
                        Map.of("Authorization", Secret.of("Bearer " + token.reveal()))))
                .map(reply -> gather(reply, top, Boolean.TRUE.equals(wanted.tags))
                        .finish(Boolean.TRUE.equals(wanted.leaveOut)));
    }

    private static boolean hasText(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static boolean has(@Nullable Secret secret) {
        return secret != null && secret.hasText();
    }

    private static String top(@Nullable String path) {
        return path == null || path.isBlank() ? "/" : "/" + path.strip().replaceAll("^/+|/+$", "");
    }

    private Uni<Secret> token(Server server, Wanted wanted) {
        @Nullable Secret given = wanted.accessToken;
        if (given != null && given.hasText()) {
            return Uni.createFrom().item(given);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("clientId", wanted.clientId);
        body.put("clientSecret", wanted.clientSecret == null ? "" : wanted.clientSecret.reveal());
        return calls.post(server, LOGIN, body).map(InfisicalServer::accessToken);
    }

    private static Secret accessToken(Reply reply) {
        if (!reply.succeeded()) {
            throw SourceRefused.status("the login", reply.status());
        }
        String token = reply.body().path("accessToken").asText();
        if (token.isEmpty()) {
            throw SourceRefused.unreadable("the login");
        }
        return Secret.of(token);
    }

    private static String list(Wanted wanted, String environment, String top) {
        String project = hasText(wanted.projectId)
                ? "workspaceId=" + SourceCalls.encode(String.valueOf(wanted.projectId))
                : "workspaceSlug=" + SourceCalls.encode(String.valueOf(wanted.projectSlug));
        return "/api/v3/secrets/raw?%s&environment=%s&secretPath=%s&recursive=%s&include_imports=false&expandSecretReferences=false&viewSecretValue=true"
                .formatted(
                        project,
                        SourceCalls.encode(environment),
                        SourceCalls.encode(top),
                        !Boolean.FALSE.equals(wanted.recursive));
    }

    private Gathering gather(Reply reply, String top, boolean tags) {
        if (!reply.succeeded()) {
            throw SourceRefused.status("the list of secrets", reply.status());
        }
        if (!reply.body().path("secrets").isArray()) {
            throw SourceRefused.unreadable("the list of secrets");
        }
        Gathering gathering = new Gathering(limits);
        reply.body().path("secrets").forEach(secret -> take(secret, top, tags, gathering));
        return gathering;
    }

    private static void take(JsonNode secret, String top, boolean tags, Gathering gathering) {
        String name = secret.path("secretKey").asText();
        String folder = below(top, secret.path("secretPath").asText(top));
        if (secret.path("secretValueHidden").asBoolean()) {
            throw SourceRefused.hidden(folder);
        }
        if (!secret.path("type").asText("shared").equals("shared")) {
            gathering.leave(folder, name, "personal");
            return;
        }
        gathering.add(
                folder,
                Gathering.line(
                        name,
                        Secret.of(secret.path("secretValue").asText()),
                        secret.path("secretComment").asText(""),
                        metadata(secret),
                        tags ? slugs(secret) : List.of(),
                        secret.path("skipMultilineEncoding").asBoolean()));
    }

    private static String below(String top, String path) {
        if (top.equals("/")) {
            return path;
        }
        String rest = path.startsWith(top) ? path.substring(top.length()) : path;
        return rest.isEmpty() ? "/" : rest;
    }

    private static List<Metadatum> metadata(JsonNode secret) {
        return each(secret.path("secretMetadata")).stream()
                .map(one -> new Metadatum(
                        one.path("key").asText(),
                        one.path("value").asText(),
                        one.path("isEncrypted").asBoolean()))
                .toList();
    }

    private static List<String> slugs(JsonNode secret) {
        return each(secret.path("tags")).stream()
                .map(tag -> tag.path("slug").asText())
                .toList();
    }

    private static List<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
