package dev.claviger.auth.member;

import dev.claviger.auth.member.Members.Change;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The members of an organisation over HTTP. */
@Path("/api/v2/organizations/{organizationId}/memberships")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class MemberResource {
    private static final long MOST = 1000;
    private static final long MOST_OFFSET = 1_000_000_000;

    private final Members members;

    MemberResource(Members members) {
        this.members = members;
    }

    @GET
    public Uni<MemberAnswer.Several> list(
            @RestPath String organizationId, @RestQuery @Nullable String limit, @RestQuery @Nullable String offset) {
        Validation input = new Validation();
        UUID orgId = input.id("organizationId", organizationId);
        long most = input.number("limit", number("limit", limit), MOST, 1, MOST);
        long from = input.number("offset", number("offset", offset), 0, 0, MOST_OFFSET);
        input.done();
        return members.list(orgId, most, from)
                .map(found -> new MemberAnswer.Several(
                        found.stream().map(MemberAnswer::of).toList()));
    }

    @GET
    @Path("/{membershipId}")
    public Uni<MemberAnswer.One> read(@RestPath String organizationId, @RestPath String membershipId) {
        Ids ids = Ids.read(organizationId, membershipId);
        return members.read(ids.org, ids.membership).map(MemberAnswer::of).map(MemberAnswer.One::new);
    }

    @PATCH
    @Path("/{membershipId}")
    public Uni<MemberAnswer.One> change(
            @RestPath String organizationId, @RestPath String membershipId, @Nullable Body body) {
        Ids ids = Ids.read(organizationId, membershipId);
        Body given = body == null ? new Body(null, null) : body;
        Validation input = new Validation();
        String slug = input.text("role", given.role, "");
        input.done();
        return members.change(ids.org, ids.membership, new Change(slug.isEmpty() ? null : slug, given.isActive))
                .map(MemberAnswer::of)
                .map(MemberAnswer.One::new);
    }

    @DELETE
    @Path("/{membershipId}")
    @Consumes(MediaType.WILDCARD)
    public Uni<MemberAnswer.One> remove(@RestPath String organizationId, @RestPath String membershipId) {
        Ids ids = Ids.read(organizationId, membershipId);
        return members.remove(ids.org, ids.membership).map(MemberAnswer::of).map(MemberAnswer.One::new);
    }

    private static @Nullable Long number(String field, @Nullable String given) {
        try {
            return given == null || given.isEmpty() ? null : Long.valueOf(given);
        } catch (NumberFormatException e) {
            throw InvalidInput.of(field, "Must be a number");
        }
    }

    private record Ids(UUID org, UUID membership) {
        static Ids read(String organizationId, String membershipId) {
            Validation input = new Validation();
            Ids ids = new Ids(input.id("organizationId", organizationId), input.id("membershipId", membershipId));
            input.done();
            return ids;
        }
    }

    /** The body of a change; what is absent stays. */
    public record Body(@Nullable String role, @Nullable Boolean isActive) {}
}
