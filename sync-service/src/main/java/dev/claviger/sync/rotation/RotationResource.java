package dev.claviger.sync.rotation;

import dev.claviger.sync.rotationtarget.RotationKind;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Rotations of secrets (http-api.md 8.1). */
@Path("/api/v2/secret-rotations")
@Produces(MediaType.APPLICATION_JSON)
class RotationResource {
    private final Rotations rotations;
    private final RotationLookups lookups;

    RotationResource(Rotations rotations, RotationLookups lookups) {
        this.rotations = rotations;
        this.lookups = lookups;
    }

    /** The same for everybody. */
    @GET
    @Path("options")
    @Operation(summary = "What can be rotated")
    public Uni<RotationView.Options> options() {
        return Uni.createFrom()
                .item(new RotationView.Options(Stream.of(RotationKind.values())
                        .map(RotationView.Option::of)
                        .toList()));
    }

    /** Of all kinds. */
    @GET
    @Operation(summary = "The rotations of a project")
    public Uni<RotationView.All> list(@RestQuery @Nullable String projectId) {
        return lookups.list(null, projectId);
    }

    /** Of one kind. */
    @GET
    @Path("{type}")
    @Operation(summary = "The rotations of a project of one kind")
    public Uni<RotationView.All> list(@RestPath String type, @RestQuery @Nullable String projectId) {
        return lookups.list(RotationDoor.kind(type), projectId);
    }

    /** Without values. */
    @GET
    @Path("{type}/{rotationId}")
    @Operation(summary = "One rotation")
    public Uni<RotationView.One> show(@RestPath String type, @RestPath String rotationId) {
        return lookups.show(RotationDoor.kind(type), rotationId);
    }

    /** Without values. */
    @GET
    @Path("{type}/rotation-name/{rotationName}")
    @Operation(summary = "One rotation by its name")
    public Uni<RotationView.One> showByName(
            @RestPath String type,
            @RestPath String rotationName,
            @RestQuery @Nullable String projectId,
            @RestQuery @Nullable String environment,
            @RestQuery @Nullable String secretPath) {
        return lookups.showByName(
                RotationDoor.kind(type), rotationName, new RotationLookups.Where(projectId, environment, secretPath));
    }

    /** With values. */
    @GET
    @Path("{type}/{rotationId}/generated-credentials")
    @Operation(summary = "The credential in the secrets, and the one before")
    public Uni<RotationView.Credentials> credentials(@RestPath String type, @RestPath String rotationId) {
        return lookups.credentials(RotationDoor.kind(type), rotationId);
    }

    /** Rotates for the first time before it answers. */
    @POST
    @Path("{type}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a rotation")
    public Uni<RotationView.One> create(@RestPath String type, @Nullable RotationWish wish) {
        return rotations.create(RotationDoor.kind(type), Objects.requireNonNullElse(wish, RotationWish.NONE));
    }

    /** What is absent stays. */
    @PATCH
    @Path("{type}/{rotationId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change a rotation")
    public Uni<RotationView.One> update(
            @RestPath String type, @RestPath String rotationId, @Nullable RotationWish wish) {
        return rotations.update(
                RotationDoor.kind(type), rotationId, Objects.requireNonNullElse(wish, RotationWish.NONE));
    }

    /** Secrets and passwords stay as they are unless the query says otherwise. */
    @DELETE
    @Path("{type}/{rotationId}")
    @Operation(summary = "Delete a rotation")
    public Uni<RotationView.One> delete(
            @RestPath String type,
            @RestPath String rotationId,
            @RestQuery @Nullable String deleteSecrets,
            @RestQuery @Nullable String revokeGeneratedCredentials) {
        return rotations.delete(
                RotationDoor.kind(type),
                rotationId,
                "true".equals(deleteSecrets),
                "true".equals(revokeGeneratedCredentials));
    }

    /** Answers when it is done. */
    @POST
    @Path("{type}/{rotationId}/rotate-secrets")
    @Operation(summary = "Rotate now")
    public Uni<RotationView.One> rotate(@RestPath String type, @RestPath String rotationId) {
        return rotations.rotate(RotationDoor.kind(type), rotationId);
    }
}
