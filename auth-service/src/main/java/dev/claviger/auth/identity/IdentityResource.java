package dev.claviger.auth.identity;

import dev.claviger.auth.identity.IdentityInput.GivenMetadata;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.http.InvalidInput;
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
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Machine identities over HTTP (http-api.md 6.1). */
@Path("/api/v1/identities")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IdentityResource {
    private final IdentityAdministration identities;
    private final IdentityWishes wishes;
    private final Ids ids;

    IdentityResource(IdentityAdministration identities, IdentityWishes wishes, Ids ids) {
        this.identities = identities;
        this.wishes = wishes;
        this.ids = ids;
    }

    @POST
    public Uni<IdentityAnswer.One> create(@Nullable Create body) {
        Create given = required(body);
        Validation validation = new Validation();
        String role = new IdentityInput(validation, ids).role(given.role);
        UUID orgId = isAbsent(given.organizationId)
                ? identities.orgId()
                : validation.id("organizationId", given.organizationId);
        Identity identity =
                wishes.fresh(validation, orgId, null, given.name, given.hasDeleteProtection, given.metadata);
        return identities.create(identity, role).map(IdentityResource::answer);
    }

    @GET
    @Path("/{id}")
    public Uni<MembershipAnswer.One> read(@RestPath String id) {
        return identities.read(id(id)).map(identity -> new MembershipAnswer.One(MembershipAnswer.of(identity)));
    }

    @PATCH
    @Path("/{id}")
    public Uni<IdentityAnswer.One> update(@RestPath String id, @Nullable Update body) {
        Update given = required(body);
        Validation validation = new Validation();
        @Nullable String role = isAbsent(given.role) ? null : new IdentityInput(validation, ids).role(given.role);
        validation.done();
        return identities
                .change(id(id), role, wishes.edit(given.name, given.hasDeleteProtection, given.metadata))
                .map(IdentityResource::answer);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<IdentityAnswer.One> delete(@RestPath String id) {
        return identities.delete(id(id)).map(IdentityResource::answer);
    }

    @GET
    public Uni<MembershipAnswer.Page> list(
            @RestQuery @Nullable String orgId, @RestQuery @Nullable String limit, @RestQuery @Nullable String offset) {
        return identities.search(orgId(orgId), IdentitySearch.page(number("limit", limit), number("offset", offset)));
    }

    @POST
    @Path("/search")
    public Uni<MembershipAnswer.Page> search(IdentitySearch.@Nullable Body body) {
        return identities.search(identities.orgId(), IdentitySearch.read(body));
    }

    private UUID orgId(@Nullable String given) {
        return given == null || given.isEmpty() ? identities.orgId() : id("orgId", given);
    }

    private static boolean isAbsent(@Nullable String given) {
        return given == null || given.isBlank();
    }

    private static UUID id(String given) {
        return id("identityId", given);
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }

    static @Nullable Long number(String field, @Nullable String given) {
        try {
            return given == null || given.isEmpty() ? null : Long.valueOf(given);
        } catch (NumberFormatException e) {
            throw InvalidInput.of(field, "Must be a number");
        }
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return body;
    }

    private static IdentityAnswer.One answer(Identity identity) {
        return new IdentityAnswer.One(IdentityAnswer.of(identity));
    }

    /** The body of a creation. */
    public record Create(
            @Nullable String name,
            @Nullable String organizationId,
            @Nullable String role,
            @Nullable Boolean hasDeleteProtection,
            @Nullable List<GivenMetadata> metadata) {}

    /** The body of a change; what is absent stays. */
    public record Update(
            @Nullable String name,
            @Nullable String role,
            @Nullable Boolean hasDeleteProtection,
            @Nullable List<GivenMetadata> metadata) {}
}
