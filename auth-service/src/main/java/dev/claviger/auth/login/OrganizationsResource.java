package dev.claviger.auth.login;

import dev.claviger.auth.session.Person;
import dev.claviger.auth.session.SessionGate;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Place;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.PublicRoute;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** The organisations that the caller may choose from (http-api.md 3.9, steps 2 and 2b). There are no sub-organisations. */
@Path("/api/v1/organization")
@Produces(MediaType.APPLICATION_JSON)
class OrganizationsResource {
    private final SessionGate gate;
    private final MembershipStore memberships;
    private final Outbox outbox;
    private final CurrentRequest current;

    OrganizationsResource(SessionGate gate, MembershipStore memberships, Outbox outbox, CurrentRequest current) {
        this.gate = gate;
        this.memberships = memberships;
        this.outbox = outbox;
        this.current = current;
    }

    @GET
    @PublicRoute
    public Uni<Organizations> list() {
        return places().map(places -> new Organizations(
                places.stream().map(OrganizationsResource::shown).toList()));
    }

    @GET
    @Path("/accessible-with-sub-orgs")
    @PublicRoute
    public Uni<WithSubOrganizations> listWithSubOrganizations() {
        return places().map(places -> new WithSubOrganizations(
                places.stream().map(OrganizationsResource::shownWithSub).toList()));
    }

    private Uni<List<Place>> places() {
        return gate.person().chain(person -> outbox.transaction(tx -> places(tx, person)));
    }

    private Uni<List<Place>> places(RecordedTransaction tx, Person person) {
        tx.record(person.did(current.event("get-user-organizations")));
        return memberships
                .active(tx, person.id())
                .map(places -> places.stream()
                        .filter(place ->
                                person.session().isFor(place.organization().id()))
                        .toList());
    }

    private static Shown shown(Place place) {
        return new Shown(
                place.organization().id(),
                place.organization().name(),
                place.organization().slug(),
                place.membership().role().slug(),
                place.requiresMfa());
    }

    private static ShownWithSub shownWithSub(Place place) {
        return new ShownWithSub(
                place.organization().id(),
                place.organization().name(),
                place.organization().slug(),
                List.of());
    }

    /** What stands around them. */
    public record Organizations(List<Shown> organizations) {}

    /** An organisation and the caller's role in it. */
    public record Shown(UUID id, String name, String slug, String userRole, boolean enforceMfa) {}

    /** What stands around them. */
    public record WithSubOrganizations(List<ShownWithSub> organizations) {}

    /** An organisation. */
    public record ShownWithSub(UUID id, String name, String slug, List<Shown> subOrganizations) {}
}
