package dev.claviger.auth.group;

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
import java.util.Locale;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Groups over HTTP (http-api.md 6.6): flat objects, and a bare list. */
@Path("/api/v1/groups")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class GroupResource {
    private final GroupAdministration groups;
    private final GroupMembers members;

    GroupResource(GroupAdministration groups, GroupMembers members) {
        this.groups = groups;
        this.members = members;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<GroupAnswer> create(GroupWish.@Nullable Body body) {
        return groups.create(required(body)).map(GroupAnswer::of);
    }

    @GET
    public Uni<List<GroupAnswer>> list() {
        return groups.list().map(found -> found.stream().map(GroupAnswer::of).toList());
    }

    @GET
    @Path("/{id}")
    public Uni<GroupAnswer> read(@RestPath String id) {
        return groups.read(id("groupId", id)).map(GroupAnswer::of);
    }

    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<GroupAnswer> update(@RestPath String id, GroupWish.@Nullable Body body) {
        return groups.change(id("groupId", id), required(body)).map(GroupAnswer::of);
    }

    @DELETE
    @Path("/{id}")
    public Uni<GroupAnswer> delete(@RestPath String id) {
        return groups.delete(id("groupId", id)).map(GroupAnswer::of);
    }

    @GET
    @Path("/{id}/machine-identities")
    public Uni<MachineAnswer.Page> machines(
            @RestPath String id,
            @RestQuery @Nullable String search,
            @RestQuery @Nullable String filter,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String offset) {
        return members.machines(id("groupId", id), MemberQuery.read(search, filter, limit, offset));
    }

    @POST
    @Path("/{id}/machine-identities/{identityId}")
    public Uni<MachineAnswer> addMachine(@RestPath String id, @RestPath String identityId) {
        return members.addMachine(id("groupId", id), id("identityId", identityId));
    }

    @DELETE
    @Path("/{id}/machine-identities/{identityId}")
    public Uni<MachineAnswer> removeMachine(@RestPath String id, @RestPath String identityId) {
        return members.removeMachine(id("groupId", id), id("identityId", identityId));
    }

    @GET
    @Path("/{id}/users")
    public Uni<PersonAnswer.Page> people(
            @RestPath String id,
            @RestQuery @Nullable String search,
            @RestQuery @Nullable String filter,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String offset) {
        return members.people(id("groupId", id), MemberQuery.read(search, filter, limit, offset));
    }

    @POST
    @Path("/{id}/users/{username}")
    public Uni<PersonAnswer> addPerson(@RestPath String id, @RestPath String username) {
        return members.addPerson(id("groupId", id), canonical(username));
    }

    @DELETE
    @Path("/{id}/users/{username}")
    public Uni<PersonAnswer> removePerson(@RestPath String id, @RestPath String username) {
        return members.removePerson(id("groupId", id), canonical(username));
    }

    /** People are called by their e-mail, of which one spelling is stored. */
    private static String canonical(String username) {
        Validation input = new Validation();
        String canonical = input.text("username", username).toLowerCase(Locale.ROOT);
        input.done();
        return canonical;
    }

    private static GroupWish.Body required(GroupWish.@Nullable Body body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return body;
    }

    private static UUID id(String field, String given) {
        Validation input = new Validation();
        UUID id = input.id(field, given);
        input.done();
        return id;
    }
}
