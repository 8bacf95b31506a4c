package dev.claviger.auth.identity;

import dev.claviger.auth.identity.IdentityInput.GivenMetadata;
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

/** Machine identities that belong to a project, over HTTP (http-api.md 6.1). */
@Path("/api/v1/projects/{projectId}/identities")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ProjectIdentityResource {
    private final ProjectIdentityAdministration identities;
    private final IdentityWishes wishes;

    ProjectIdentityResource(ProjectIdentityAdministration identities, IdentityWishes wishes) {
        this.identities = identities;
        this.wishes = wishes;
    }

    @POST
    public Uni<IdentityAnswer.One> create(@RestPath String projectId, @Nullable Wish body) {
        Wish given = required(body);
        Validation validation = new Validation();
        UUID project = validation.id("projectId", projectId);
        Identity identity = wishes.fresh(
                validation, identities.orgId(), project, given.name, given.hasDeleteProtection, given.metadata);
        return identities.create(project, identity).map(ProjectIdentityResource::answer);
    }

    @GET
    public Uni<IdentityAnswer.Page> list(
            @RestPath String projectId, @RestQuery @Nullable String limit, @RestQuery @Nullable String offset) {
        return identities.list(
                id("projectId", projectId),
                IdentitySearch.page(
                        IdentityResource.number("limit", limit), IdentityResource.number("offset", offset)));
    }

    @GET
    @Path("/{identityId}")
    public Uni<IdentityAnswer.One> read(@RestPath String projectId, @RestPath String identityId) {
        return identities
                .read(id("projectId", projectId), id("identityId", identityId))
                .map(ProjectIdentityResource::answer);
    }

    @PATCH
    @Path("/{identityId}")
    public Uni<IdentityAnswer.One> update(
            @RestPath String projectId, @RestPath String identityId, @Nullable Wish body) {
        Wish given = required(body);
        return identities
                .change(
                        id("projectId", projectId),
                        id("identityId", identityId),
                        wishes.edit(given.name, given.hasDeleteProtection, given.metadata))
                .map(ProjectIdentityResource::answer);
    }

    @DELETE
    @Path("/{identityId}")
    @Consumes(MediaType.WILDCARD)
    public Uni<IdentityAnswer.One> delete(@RestPath String projectId, @RestPath String identityId) {
        return identities
                .delete(id("projectId", projectId), id("identityId", identityId))
                .map(ProjectIdentityResource::answer);
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }

    private static Wish required(@Nullable Wish body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return body;
    }

    private static IdentityAnswer.One answer(Identity identity) {
        return new IdentityAnswer.One(IdentityAnswer.of(identity));
    }

    /** The body of a creation, and of a change, in which what is absent stays. */
    public record Wish(
            @Nullable String name,
            @Nullable Boolean hasDeleteProtection,
            @Nullable List<GivenMetadata> metadata) {}
}
