package dev.claviger.auth.login;

import dev.claviger.auth.user.MembershipStore.Place;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/**
 * The same organisations with what is below them (http-api.md 3.9, step 2b): nothing. A class of its own, since the path would otherwise
 * be taken for the id of an organisation.
 */
@Path("/api/v1/organization/accessible-with-sub-orgs")
@Produces(MediaType.APPLICATION_JSON)
class AccessibleOrganizationsResource {
    private final Places places;

    AccessibleOrganizationsResource(Places places) {
        this.places = places;
    }

    @GET
    @PublicRoute
    public Uni<Organizations> list() {
        return places.list()
                .map(found -> new Organizations(found.stream()
                        .map(AccessibleOrganizationsResource::shown)
                        .toList()));
    }

    private static Shown shown(Place place) {
        return new Shown(
                place.organization().id(),
                place.organization().name(),
                place.organization().slug(),
                List.of());
    }

    /** What stands around them. */
    public record Organizations(List<Shown> organizations) {}

    /** An organisation. */
    public record Shown(UUID id, String name, String slug, List<Shown> subOrganizations) {}
}
