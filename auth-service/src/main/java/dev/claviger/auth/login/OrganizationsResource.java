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

/** The organisations that the caller may choose from (http-api.md 3.9, step 2). */
@Path("/api/v1/organization")
@Produces(MediaType.APPLICATION_JSON)
class OrganizationsResource {
    private final Places places;

    OrganizationsResource(Places places) {
        this.places = places;
    }

    @GET
    @PublicRoute
    public Uni<Organizations> list() {
        return places.list()
                .map(found -> new Organizations(
                        found.stream().map(OrganizationsResource::shown).toList()));
    }

    private static Shown shown(Place place) {
        return new Shown(
                place.organization().id(),
                place.organization().name(),
                place.organization().slug(),
                place.membership().rights().shown(),
                place.requiresMfa());
    }

    /** What stands around them. */
    public record Organizations(List<Shown> organizations) {}

    /** An organisation and the caller's role in it. */
    public record Shown(UUID id, String name, String slug, String userRole, boolean enforceMfa) {}
}
