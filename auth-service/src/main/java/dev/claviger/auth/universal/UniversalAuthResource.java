package dev.claviger.auth.universal;

import dev.claviger.auth.universal.UniversalAuthRequest.Settings;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Configuration and client secrets of Universal Auth over HTTP (http-api.md 6.3). */
@Path("/api/v1/auth/universal-auth/identities/{identityId}")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class UniversalAuthResource {
    private static final long MAX_SECONDS = 315_360_000;

    private final UniversalAuths auths;
    private final ClientSecrets secrets;

    UniversalAuthResource(UniversalAuths auths, ClientSecrets secrets) {
        this.auths = auths;
        this.secrets = secrets;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<UniversalAuthAnswer.One> attach(@RestPath String identityId, @Nullable UniversalAuthRequest body) {
        Settings settings = orEmpty(body).on(Settings.DEFAULT);
        return auths.attach(id("identityId", identityId), settings).map(UniversalAuthAnswer::of);
    }

    @GET
    public Uni<UniversalAuthAnswer.One> read(@RestPath String identityId) {
        return auths.read(id("identityId", identityId)).map(UniversalAuthAnswer::of);
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<UniversalAuthAnswer.One> update(@RestPath String identityId, @Nullable UniversalAuthRequest body) {
        return auths.change(id("identityId", identityId), orEmpty(body)::on).map(UniversalAuthAnswer::of);
    }

    @DELETE
    public Uni<UniversalAuthAnswer.One> detach(@RestPath String identityId) {
        return auths.detach(id("identityId", identityId)).map(UniversalAuthAnswer::of);
    }

    @POST
    @Path("/clear-lockouts")
    public Uni<Cleared> clearLockouts(@RestPath String identityId) {
        return auths.clearLockouts(id("identityId", identityId)).map(Cleared::new);
    }

    @POST
    @Path("/client-secrets")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<ClientSecretAnswer.Created> createSecret(@RestPath String identityId, @Nullable NewSecret body) {
        return secrets.create(id("identityId", identityId), wish(body))
                .map(created -> new ClientSecretAnswer.Created(
                        created.text().reveal(), ClientSecretAnswer.of(created.secret())));
    }

    @GET
    @Path("/client-secrets")
    public Uni<ClientSecretAnswer.Several> listSecrets(@RestPath String identityId) {
        return secrets.list(id("identityId", identityId)).map(UniversalAuthResource::several);
    }

    @GET
    @Path("/client-secrets/{clientSecretId}")
    public Uni<ClientSecretAnswer.One> readSecret(@RestPath String identityId, @RestPath String clientSecretId) {
        return secrets.read(id("identityId", identityId), id("clientSecretId", clientSecretId))
                .map(UniversalAuthResource::one);
    }

    @POST
    @Path("/client-secrets/{clientSecretId}/revoke")
    public Uni<ClientSecretAnswer.One> revokeSecret(@RestPath String identityId, @RestPath String clientSecretId) {
        return secrets.revoke(id("identityId", identityId), id("clientSecretId", clientSecretId))
                .map(UniversalAuthResource::one);
    }

    private static ClientSecrets.Wish wish(@Nullable NewSecret body) {
        NewSecret given = body == null ? new NewSecret(null, null, null) : body;
        Validation input = new Validation();
        ClientSecrets.Wish wish = new ClientSecrets.Wish(
                input.text("description", given.description, ""),
                input.number("ttl", given.ttl, 0, 0, MAX_SECONDS),
                input.number("numUsesLimit", given.numUsesLimit, 0, 0, Integer.MAX_VALUE));
        input.check(wish.description().length() <= 1024, "description", "Must have at most 1024 characters");
        input.done();
        return wish;
    }

    private static UniversalAuthRequest orEmpty(@Nullable UniversalAuthRequest body) {
        return body == null ? UniversalAuthRequest.EMPTY : body;
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }

    private static ClientSecretAnswer.One one(ClientSecret secret) {
        return new ClientSecretAnswer.One(ClientSecretAnswer.of(secret));
    }

    private static ClientSecretAnswer.Several several(List<ClientSecret> all) {
        return new ClientSecretAnswer.Several(
                all.stream().map(ClientSecretAnswer::of).toList());
    }

    /** The body of a new client secret. */
    public record NewSecret(
            @Nullable String description,
            @Nullable Long ttl,
            @Nullable Long numUsesLimit) {}

    /** How many lock-outs were lifted. */
    public record Cleared(int deleted) {}
}
