package dev.claviger.vault.membership;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.membership.Memberships.Found;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Memberships of groups (http-api.md 6.6): whoever is in the group has what the group has. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class GroupMembershipResource {
    private static final String ALL = "/v2/workspace/{projectId}/groups";
    private static final String ONE = ALL + "/{group}";
    private static final String LOOKED_UP = "get-group-project-membership";

    private final Memberships memberships;
    private final Directory directory;
    private final CurrentRequest request;

    record One(View groupMembership) {}

    record Many(List<View> groupMemberships) {}

    record Roles(List<MembershipView.RoleView> roles) {}

    record GroupView(UUID id, String name) {}

    /** The membership of a group as clients see it. */
    record View(
            UUID id,
            UUID groupId,
            UUID projectId,
            Instant createdAt,
            Instant updatedAt,
            List<MembershipView.RoleView> roles,
            GroupView group) {}

    GroupMembershipResource(Memberships memberships, Directory directory, CurrentRequest request) {
        this.memberships = memberships;
        this.directory = directory;
        this.request = request;
    }

    @POST
    @Path(ONE)
    public Uni<One> add(
            @PathParam("projectId") String projectId, @PathParam("group") String group, RoleRequests wanted) {
        AccessEvent event = request.event("add-group-to-project");
        List<RoleRequests.Wanted> roles = wanted.check();
        return memberships
                .open(request.caller(), project(projectId), MemberKind.GROUP, Action.CREATE, event)
                .map(open -> directory.group(request.caller().orgId(), group))
                .chain(member -> memberships.add(
                        request.caller(), project(projectId), MemberKind.GROUP, List.of(member), roles, event))
                .map(added -> new One(view(added.getFirst())));
    }

    @GET
    @Path(ALL)
    public Uni<Many> list(@PathParam("projectId") String projectId) {
        return memberships
                .list(request.caller(), project(projectId), MemberKind.GROUP, request.event(LOOKED_UP))
                .map(all -> new Many(all.stream().map(this::view).toList()));
    }

    @GET
    @Path(ONE)
    public Uni<One> find(@PathParam("projectId") String projectId, @PathParam("group") String group) {
        return memberships
                .find(request.caller(), project(projectId), MemberKind.GROUP, id(group), request.event(LOOKED_UP))
                .map(found -> new One(view(found)));
    }

    @PATCH
    @Path(ONE)
    public Uni<Roles> update(
            @PathParam("projectId") String projectId, @PathParam("group") String group, RoleRequests wanted) {
        return memberships
                .update(
                        request.caller(),
                        project(projectId),
                        MemberKind.GROUP,
                        id(group),
                        wanted.check(),
                        request.event("update-group-project-role"))
                .map(changed -> new Roles(MembershipView.roles(changed)));
    }

    @DELETE
    @Path(ONE)
    public Uni<One> remove(@PathParam("projectId") String projectId, @PathParam("group") String group) {
        return memberships
                .remove(
                        request.caller(),
                        project(projectId),
                        MemberKind.GROUP,
                        List.of(id(group)),
                        request.event("remove-group-from-project"))
                .map(gone -> new One(view(gone.getFirst())));
    }

    private View view(Found found) {
        Membership membership = found.membership();
        return new View(
                membership.id(),
                membership.memberId(),
                membership.projectId(),
                membership.createdAt(),
                membership.updatedAt(),
                MembershipView.roles(membership),
                new GroupView(
                        membership.memberId(), directory.name(request.caller().orgId(), membership)));
    }

    private static UUID id(String group) {
        return PublicId.parse(group).orElseThrow(() -> MembershipNotFound.of(group));
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }
}
