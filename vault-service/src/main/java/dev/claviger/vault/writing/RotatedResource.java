package dev.claviger.vault.writing;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretConfig;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Where sync-service puts what it has rotated. */
@Path("/api/x/rotated-secrets/{rotationId}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RotatedResource {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final RotatedWrites writes;
    private final SecretConfig config;

    RotatedResource(CurrentRequest current, Attempts attempts, RotatedWrites writes, SecretConfig config) {
        this.current = current;
        this.attempts = attempts;
        this.writes = writes;
        this.config = config;
    }

    /** All of them in one commit; with {@code dryRun} only whether it would be done. */
    @PUT
    @Operation(summary = "Write the secrets of a rotation")
    public Uni<RotatedBodies.Answer> publish(
            @RestPath String rotationId, @RestQuery @Nullable String dryRun, RotatedBodies.@Nullable Publication body) {
        RotatedBodies.Publication given = body == null ? RotatedBodies.Publication.EMPTY : body;
        Attempt attempt = attempt("update-secrets", rotationId);
        return attempts.recorded(attempt, () -> {
            RotatedOrder order = given.parse(id("rotationId", rotationId), config);
            return "true".equals(dryRun) ? writes.rehearse(order, attempt) : writes.publish(order, attempt);
        });
    }

    /** They stay as ordinary secrets, or go. */
    @DELETE
    @Operation(summary = "End a rotation of secrets")
    public Uni<RotatedBodies.Answer> release(
            @RestPath String rotationId,
            @RestQuery @Nullable String projectId,
            @RestQuery @Nullable String deleteSecrets) {
        boolean deleting = "true".equals(deleteSecrets);
        Attempt attempt = attempt(deleting ? "delete-secrets" : "update-secrets", rotationId);
        return attempts.recorded(
                attempt,
                () -> writes.release(id("rotationId", rotationId), id("projectId", projectId), deleting, attempt));
    }

    private Attempt attempt(String name, String rotationId) {
        return new Attempt(current.caller(), current.event(name).with("rotationId", rotationId));
    }

    private static UUID id(String field, @Nullable String text) {
        Validation valid = new Validation();
        UUID id = valid.id(field, text);
        valid.done();
        return id;
    }
}
