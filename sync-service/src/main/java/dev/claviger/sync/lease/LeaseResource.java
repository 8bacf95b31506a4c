package dev.claviger.sync.lease;

import dev.claviger.sync.dynamicsecret.DynamicSecretView;
import dev.claviger.sync.dynamicsecret.PlaceWish;
import dev.claviger.sync.lease.LeaseWish.Creation;
import dev.claviger.sync.lease.LeaseWish.Removal;
import dev.claviger.sync.lease.LeaseWish.Renewal;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Leases of dynamic secrets (http-api.md 8.3), and the deletion of those, which is mostly that of their leases. */
@Path("/api/v1/dynamic-secrets")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LeaseResource {
    private final Leases leases;
    private final LeaseChanges changes;
    private final LeaseRemovals removals;
    private final LeaseLookups lookups;

    LeaseResource(Leases leases, LeaseChanges changes, LeaseRemovals removals, LeaseLookups lookups) {
        this.leases = leases;
        this.changes = changes;
        this.removals = removals;
        this.lookups = lookups;
    }

    /** Answers when the login can be used. The password is told here and never again. */
    @POST
    @Path("leases")
    @Operation(summary = "Take a lease: a login of one's own")
    public Uni<LeaseView.Given> give(Creation wish) {
        return leases.give(wish);
    }

    /** Always refused: there are no such dynamic secrets. */
    @POST
    @Path("leases/kubernetes")
    @Operation(summary = "Take a lease of a Kubernetes dynamic secret, where there is one")
    public Uni<LeaseView.Given> giveKubernetes(Creation wish) {
        return leases.giveKubernetes(wish);
    }

    /** Without the password. */
    @GET
    @Path("leases/{leaseId}")
    @Operation(summary = "One lease")
    public Uni<LeaseView.One> show(
            @RestPath String leaseId,
            @RestQuery @Nullable String projectSlug,
            @RestQuery @Nullable String environmentSlug,
            @RestQuery @Nullable String path,
            @RestQuery @Nullable String secretPath) {
        return lookups.show(leaseId, new PlaceWish(projectSlug, environmentSlug, path, secretPath));
    }

    /** Without passwords. */
    @GET
    @Path("{name}/leases")
    @Operation(summary = "The leases of a dynamic secret")
    public Uni<LeaseView.All> list(
            @RestPath String name,
            @RestQuery @Nullable String projectSlug,
            @RestQuery @Nullable String environmentSlug,
            @RestQuery @Nullable String path,
            @RestQuery @Nullable String secretPath) {
        return lookups.list(name, new PlaceWish(projectSlug, environmentSlug, path, secretPath));
    }

    /** The time is added to the expiry, not to now. */
    @POST
    @Path("leases/{leaseId}/renew")
    @Operation(summary = "Prolong a lease")
    public Uni<LeaseView.One> renew(@RestPath String leaseId, Renewal wish) {
        return changes.renew(leaseId, wish);
    }

    /** Answers 200 with the status {@code Failed to delete} when the server does not do it now. */
    @DELETE
    @Path("leases/{leaseId}")
    @Operation(summary = "End a lease")
    public Uni<LeaseView.One> end(@RestPath String leaseId, Removal wish) {
        return removals.end(leaseId, wish);
    }

    /** Ends its leases first; meanwhile it is there with the status {@code Revocation in process}. */
    @DELETE
    @Path("{name}")
    @Operation(summary = "Delete a dynamic secret with all its leases")
    public Uni<DynamicSecretView.One> delete(@RestPath String name, Removal wish) {
        return removals.delete(name, wish);
    }
}
