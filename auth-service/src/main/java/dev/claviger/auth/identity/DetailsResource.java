package dev.claviger.auth.identity;

import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.organization.OrganizationStore;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tells an identity where it belongs (http-api.md 3.10). Every identity may ask this about itself. */
@Path("/api/v1/identities/details")
@Produces(MediaType.APPLICATION_JSON)
class DetailsResource {
    private final OrganizationStore organizations;
    private final Outbox outbox;
    private final CurrentRequest current;

    DetailsResource(OrganizationStore organizations, Outbox outbox, CurrentRequest current) {
        this.organizations = organizations;
        this.outbox = outbox;
        this.current = current;
    }

    @GET
    public Uni<Answer> details() {
        return outbox.transaction(tx -> {
                    tx.record(current.event("get-identity-details"));
                    return organizations.read(tx, current.caller().orgId());
                })
                .map(organization -> new Answer(new Details(organization)));
    }

    /** What stands around the details. */
    public record Answer(Details identityDetails) {}

    /** Where the identity belongs. */
    public record Details(Organization organization) {}
}
