package dev.claviger.vault.privilege;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.project.ProjectRef;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Privileges of people, who are named by their membership in the project; under the two names that clients know. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class UserPrivilegeResource {
    private static final String ALL = "/v1/additional-privilege/user";
    private static final String OTHER = "/v1/user-project-additional-privilege";
    private static final String LOOKED_UP = "get-user-project-additional-privilege";

    private final Privileges privileges;
    private final CurrentRequest request;

    /** A privilege that is to be given. */
    record Creation(
            @Nullable String projectMembershipId,
            @Nullable String slug,
            @Nullable JsonNode permissions,
            PrivilegeWish.@Nullable Type type) {}

    UserPrivilegeResource(Privileges privileges, CurrentRequest request) {
        this.privileges = privileges;
        this.request = request;
    }

    @POST
    @Path(ALL)
    public Uni<PrivilegeView.One> create(Creation body) {
        PrivilegeWish wish = PrivilegeWish.of(body.slug, body.permissions, body.type);
        return privileges
                .place(request.caller(), membership(body.projectMembershipId))
                .chain(place -> privileges.create(
                        request.caller(),
                        new ProjectRef.ById(place.projectId()),
                        place.holder(),
                        wish,
                        request.event("create-user-project-additional-privilege")))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @GET
    @Path(ALL)
    public Uni<PrivilegeView.Many> list(@QueryParam("projectMembershipId") @Nullable String membershipId) {
        return privileges
                .place(request.caller(), membership(membershipId))
                .chain(place -> privileges.list(
                        request.caller(),
                        new ProjectRef.ById(place.projectId()),
                        place.holder(),
                        request.event(LOOKED_UP)))
                .map(all -> new PrivilegeView.Many(
                        all.stream().map(PrivilegeView::inShort).toList()));
    }

    @GET
    @Path(ALL + "/{id}")
    public Uni<PrivilegeView.One> find(@PathParam("id") String id) {
        return privileges
                .find(request.caller(), Holder.USER, IdentityPrivilegeResource.id(id), request.event(LOOKED_UP))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @PATCH
    @Path(ALL + "/{id}")
    public Uni<PrivilegeView.One> update(@PathParam("id") String id, IdentityPrivilegeResource.Edit body) {
        var event = request.event("update-user-project-additional-privilege");
        PrivilegeWish wish = PrivilegeWish.of(body.slug(), body.permissions(), body.type());
        return privileges
                .find(request.caller(), Holder.USER, IdentityPrivilegeResource.id(id), event)
                .chain(known -> privileges.update(request.caller(), known, wish, event))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @DELETE
    @Path(ALL + "/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<PrivilegeView.One> delete(@PathParam("id") String id) {
        var event = request.event("delete-user-project-additional-privilege");
        return privileges
                .find(request.caller(), Holder.USER, IdentityPrivilegeResource.id(id), event)
                .chain(known -> privileges.delete(request.caller(), known, event))
                .map(PrivilegeView::of)
                .map(PrivilegeView.One::new);
    }

    @POST
    @Path(OTHER)
    public Uni<PrivilegeView.One> createOther(Creation body) {
        return create(body);
    }

    @GET
    @Path(OTHER)
    public Uni<PrivilegeView.Many> listOther(@QueryParam("projectMembershipId") @Nullable String membershipId) {
        return list(membershipId);
    }

    @GET
    @Path(OTHER + "/{id}")
    public Uni<PrivilegeView.One> findOther(@PathParam("id") String id) {
        return find(id);
    }

    @PATCH
    @Path(OTHER + "/{id}")
    public Uni<PrivilegeView.One> updateOther(@PathParam("id") String id, IdentityPrivilegeResource.Edit body) {
        return update(id, body);
    }

    @DELETE
    @Path(OTHER + "/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<PrivilegeView.One> deleteOther(@PathParam("id") String id) {
        return delete(id);
    }

    private static UUID membership(@Nullable String text) {
        Validation input = new Validation();
        UUID id = input.id("projectMembershipId", text);
        input.done();
        return id;
    }
}
