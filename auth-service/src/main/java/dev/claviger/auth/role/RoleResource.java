package dev.claviger.auth.role;

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
import java.util.Locale;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Roles of an organisation over HTTP (http-api.md 6.8). */
@Path("/api/v1/organization/roles")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RoleResource {
    private final RoleAdministration roles;

    RoleResource(RoleAdministration roles) {
        this.roles = roles;
    }

    @POST
    public Uni<RoleAnswer.One> create(RoleWish.@Nullable Body body) {
        return roles.create(RoleWish.fresh(required(body))).map(RoleResource::answer);
    }

    @GET
    public Uni<RoleAnswer.Many> list() {
        return roles.list()
                .map(found ->
                        new RoleAnswer.Many(found.stream().map(RoleAnswer::of).toList()));
    }

    @GET
    @Path("/{id}")
    public Uni<RoleAnswer.One> read(@RestPath String id) {
        return roles.read(id(id)).map(RoleResource::answer);
    }

    @GET
    @Path("/slug/{slug}")
    public Uni<RoleAnswer.One> readBySlug(@RestPath String slug) {
        return roles.read(slug.strip().toLowerCase(Locale.ROOT)).map(RoleResource::answer);
    }

    @PATCH
    @Path("/{id}")
    public Uni<RoleAnswer.One> update(@RestPath String id, RoleWish.@Nullable Body body) {
        return roles.change(id(id), RoleWish.edit(required(body))).map(RoleResource::answer);
    }

    @DELETE
    @Path("/{id}")
    @Consumes(MediaType.WILDCARD)
    public Uni<RoleAnswer.One> delete(@RestPath String id) {
        return roles.delete(id(id)).map(RoleResource::answer);
    }

    private static RoleWish.Body required(RoleWish.@Nullable Body body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return body;
    }

    private static UUID id(String given) {
        Validation input = new Validation();
        UUID id = input.id("roleId", given);
        input.done();
        return id;
    }

    private static RoleAnswer.One answer(OrganizationRole role) {
        return new RoleAnswer.One(RoleAnswer.of(role));
    }
}
