package dev.claviger.vault.membership;

import dev.claviger.kernel.caller.Caller;
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
import java.util.List;
import java.util.UUID;

/** Memberships of people (http-api.md 6.6), who are named by their e-mail addresses. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class UserMembershipResource {
    private static final String OLDER = "/v2/workspace/{projectId}/memberships";
    private static final String NEWER = "/v1/projects/{projectId}/memberships";
    private static final String LOOKED_UP = "get-project-member";

    private final Memberships memberships;
    private final Directory directory;
    private final CurrentRequest request;

    record One(UserMembershipView membership) {}

    record Many(List<UserMembershipView> memberships) {}

    record Roles(List<MembershipView.RoleView> roles) {}

    UserMembershipResource(Memberships memberships, Directory directory, CurrentRequest request) {
        this.memberships = memberships;
        this.directory = directory;
        this.request = request;
    }

    @POST
    @Path(OLDER)
    public Uni<Many> add(@PathParam("projectId") String projectId, UserRequests wanted) {
        AccessEvent event = request.event("add-project-members");
        List<String> names = wanted.names();
        return memberships
                .open(request.caller(), project(projectId), MemberKind.USER, Action.CREATE, event)
                .map(open -> members(names))
                .chain(members -> memberships.add(
                        request.caller(), project(projectId), MemberKind.USER, members, wanted.roles(), event))
                .map(this::many);
    }

    @POST
    @Path(NEWER)
    public Uni<Many> addNewer(@PathParam("projectId") String projectId, UserRequests wanted) {
        return add(projectId, wanted);
    }

    @GET
    @Path(NEWER)
    public Uni<Many> list(@PathParam("projectId") String projectId) {
        return memberships
                .list(request.caller(), project(projectId), MemberKind.USER, request.event(LOOKED_UP))
                .map(this::many);
    }

    @GET
    @Path("/v1/workspace/{projectId}/memberships")
    public Uni<Many> listOlder(@PathParam("projectId") String projectId) {
        return list(projectId);
    }

    @GET
    @Path("/v1/projects/{projectId}/user/{userId}/membership")
    public Uni<One> find(@PathParam("projectId") String projectId, @PathParam("userId") String userId) {
        UUID id = PublicId.parse(userId).orElseThrow(() -> MembershipNotFound.of(userId));
        return memberships
                .find(request.caller(), project(projectId), MemberKind.USER, id, request.event(LOOKED_UP))
                .map(found -> new One(view(found)));
    }

    @POST
    @Path("/v1/workspace/{projectId}/memberships/details")
    public Uni<One> findByName(@PathParam("projectId") String projectId, UserRequests wanted) {
        String name = wanted.name();
        AccessEvent event = request.event(LOOKED_UP);
        return memberships
                .open(request.caller(), project(projectId), MemberKind.USER, Action.READ, event)
                .map(open -> directory.user(request.caller().orgId(), name))
                .chain(member ->
                        memberships.find(request.caller(), project(projectId), MemberKind.USER, member.id(), event))
                .map(found -> new One(view(found)));
    }

    @PATCH
    @Path("/v1/workspace/{projectId}/memberships/{membershipId}")
    public Uni<Roles> update(
            @PathParam("projectId") String projectId,
            @PathParam("membershipId") String membershipId,
            RoleRequests wanted) {
        UUID id = PublicId.parse(membershipId).orElseThrow(() -> MembershipNotFound.of(membershipId));
        return memberships
                .updateById(
                        request.caller(),
                        project(projectId),
                        id,
                        wanted.check(),
                        request.event("update-user-project-role"))
                .map(changed -> new Roles(MembershipView.roles(changed)));
    }

    @PATCH
    @Path(NEWER + "/{membershipId}")
    public Uni<Roles> updateNewer(
            @PathParam("projectId") String projectId,
            @PathParam("membershipId") String membershipId,
            RoleRequests wanted) {
        return update(projectId, membershipId, wanted);
    }

    @DELETE
    @Path(OLDER)
    public Uni<Many> remove(@PathParam("projectId") String projectId, UserRequests wanted) {
        AccessEvent event = request.event("remove-project-member");
        List<String> names = wanted.names();
        return memberships
                .list(request.caller(), project(projectId), MemberKind.USER, event)
                .map(all -> named(all, names))
                .chain(ids -> memberships.remove(request.caller(), project(projectId), MemberKind.USER, ids, event))
                .map(this::many);
    }

    @DELETE
    @Path(NEWER)
    public Uni<Many> removeNewer(@PathParam("projectId") String projectId, UserRequests wanted) {
        return remove(projectId, wanted);
    }

    /** Also those who have left the organisation can be removed, so they are looked for among the members. */
    private List<UUID> named(List<Found> all, List<String> names) {
        return names.stream()
                .map(name -> all.stream()
                        .filter(found -> name(found).equalsIgnoreCase(name))
                        .findFirst()
                        .map(found -> found.membership().memberId())
                        .orElseThrow(() -> MembershipNotFound.of(name)))
                .toList();
    }

    private List<Directory.Member> members(List<String> names) {
        Caller caller = request.caller();
        return names.stream()
                .map(name -> directory.user(caller.orgId(), name))
                .distinct()
                .toList();
    }

    private Many many(List<Found> all) {
        return new Many(all.stream().map(this::view).toList());
    }

    private UserMembershipView view(Found found) {
        return UserMembershipView.of(found, name(found));
    }

    private String name(Found found) {
        return directory.name(request.caller().orgId(), found.membership());
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }
}
