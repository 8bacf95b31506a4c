package dev.claviger.vault.referrer;

import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.folder.Sought;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretName;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** What a secret refers to and what refers to it, in the manner of version 4 (http-api.md 4.1). */
@Path("/api/v4/secrets")
@Produces(MediaType.APPLICATION_JSON)
class SecretReferrerV4Resource {
    private final ReferrerDoor door;

    SecretReferrerV4Resource(ReferrerDoor door) {
        this.door = door;
    }

    @GET
    @Path("/{name}/secret-reference-tree")
    public Uni<ReferrerDoor.Tree> tree(@PathParam("name") String name, @BeanParam Subjects subjects) {
        return door.tree(name, subjects);
    }

    @GET
    @Path("/{name}/secret-references")
    public Uni<Referrers> referrers(@PathParam("name") String name, @BeanParam Subjects subjects) {
        return door.referrers(name, subjects);
    }

    /** The parameters that say which folder is meant. */
    static final class Subjects {
        @QueryParam("projectId")
        @Nullable
        String projectId;

        @QueryParam("workspaceId")
        @Nullable
        String workspaceId;

        @QueryParam("projectSlug")
        @Nullable
        String projectSlug;

        @QueryParam("workspaceSlug")
        @Nullable
        String workspaceSlug;

        @QueryParam("environment")
        @Nullable
        String environment;

        @QueryParam("secretPath")
        @Nullable
        String secretPath;

        @QueryParam("otherProjects")
        @Nullable
        String otherProjects;

        ProjectRef project() {
            return ProjectRef.spelled("projectId", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        Place place() {
            Sought sought = Sought.parse(environment, "secretPath", secretPath);
            return new Place(sought.environment().text(), sought.path().text());
        }

        /** Whether the caller's other projects are to be looked through; trees follow references anyway. */
        boolean everywhere() {
            Validation input = new Validation();
            boolean wanted = input.flag("otherProjects", otherProjects, false);
            input.done();
            return wanted;
        }

        Address secret(String name) {
            return new Address(place(), SecretName.parse("secretName", name).text());
        }
    }
}
