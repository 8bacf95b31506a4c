package dev.claviger.sync.dynamicsecret;

import dev.claviger.sync.dynamicsecret.DynamicSecretWish.Change;
import dev.claviger.sync.dynamicsecret.DynamicSecretWish.Creation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Dynamic secrets (http-api.md 8.2). Deleting them is the business of their leases. */
@Path("/api/v1/dynamic-secrets")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class DynamicSecretResource {
    private final DynamicSecrets secrets;
    private final DynamicSecretChanges changes;
    private final DynamicSecretLookups lookups;

    DynamicSecretResource(DynamicSecrets secrets, DynamicSecretChanges changes, DynamicSecretLookups lookups) {
        this.secrets = secrets;
        this.changes = changes;
        this.lookups = lookups;
    }

    /** Without their inputs. */
    @GET
    @Operation(summary = "The dynamic secrets of a folder")
    public Uni<DynamicSecretView.All> list(
            @RestQuery @Nullable String projectSlug,
            @RestQuery @Nullable String environmentSlug,
            @RestQuery @Nullable String path,
            @RestQuery @Nullable String secretPath) {
        return lookups.list(new PlaceWish(projectSlug, environmentSlug, path, secretPath));
    }

    /** With its inputs. */
    @GET
    @Path("{name}")
    @Operation(summary = "One dynamic secret")
    public Uni<DynamicSecretView.One> show(
            @RestPath String name,
            @RestQuery @Nullable String projectSlug,
            @RestQuery @Nullable String environmentSlug,
            @RestQuery @Nullable String path,
            @RestQuery @Nullable String secretPath) {
        return lookups.show(name, new PlaceWish(projectSlug, environmentSlug, path, secretPath));
    }

    /** Logs in at the server before anything is kept. */
    @POST
    @Operation(summary = "Make a dynamic secret")
    public Uni<DynamicSecretView.One> create(Creation wish) {
        return secrets.create(wish);
    }

    /** What is absent stays. */
    @PATCH
    @Path("{name}")
    @Operation(summary = "Change a dynamic secret")
    public Uni<DynamicSecretView.One> update(@RestPath String name, Change wish) {
        return changes.update(name, wish);
    }
}
