package dev.claviger.vault.rotation;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.keyjob.JobView;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.rotation.ProjectKeyDoor.Status;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The keys of a project. What takes long is started here and looked at later. */
@Path("/api/x/projects/{projectId}/keys")
@Produces(MediaType.APPLICATION_JSON)
class ProjectKeyResource {
    private static final int ACCEPTED = 202;

    private final ProjectKeyDoor door;
    private final CurrentRequest current;

    record OfProject(Status keys) {}

    record Started(JobView job) {}

    ProjectKeyResource(ProjectKeyDoor door, CurrentRequest current) {
        this.door = door;
        this.current = current;
    }

    @GET
    public Uni<OfProject> status(@PathParam("projectId") String projectId) {
        return door.status(current.caller(), project(projectId), current.event("get-project-keys"))
                .map(OfProject::new);
    }

    @POST
    @Path("/rotate")
    @ResponseStatus(ACCEPTED)
    public Uni<Started> rotate(@PathParam("projectId") String projectId) {
        return door.rotate(current.caller(), project(projectId), current.event("start-project-key-rotation"))
                .map(Started::new);
    }

    @POST
    @Path("/verify")
    @ResponseStatus(ACCEPTED)
    public Uni<Started> verify(@PathParam("projectId") String projectId) {
        return door.verify(current.caller(), project(projectId), current.event("start-project-key-verification"))
                .map(Started::new);
    }

    @GET
    @Path("/jobs/{jobId}")
    public Uni<Started> job(@PathParam("projectId") String projectId, @PathParam("jobId") String jobId) {
        return door.job(current.caller(), project(projectId), jobId, current.event("get-project-key-job"))
                .map(Started::new);
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }
}
