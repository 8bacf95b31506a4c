package dev.claviger.vault.tag;

import dev.claviger.kernel.http.CurrentRequest;
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
import org.jspecify.annotations.Nullable;

/** Tags (http-api.md 5.5), below both words for a project; each word has wrappers of its own. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class TagResource {
    private static final String OLDER = "/v1/workspace/{projectId}/tags";
    private static final String NEWER = "/v1/projects/{projectId}/tags";
    private static final String ONE = "/{id}";
    private static final String BY_SLUG = "/slug/{slug}";
    private static final String LOOKED_UP = "get-tag";

    private final TagChanges changes;
    private final TagLookups lookups;
    private final CurrentRequest request;

    record WorkspaceTags(List<Tag> workspaceTags) {}

    record WorkspaceTag(Tag workspaceTag) {}

    record ManyTags(List<Tag> tags) {}

    record OneTag(Tag tag) {}

    TagResource(TagChanges changes, TagLookups lookups, CurrentRequest request) {
        this.changes = changes;
        this.lookups = lookups;
        this.request = request;
    }

    @GET
    @Path(OLDER)
    public Uni<WorkspaceTags> listOlder(@PathParam("projectId") String projectId) {
        return all(projectId).map(WorkspaceTags::new);
    }

    @GET
    @Path(NEWER)
    public Uni<ManyTags> list(@PathParam("projectId") String projectId) {
        return all(projectId).map(ManyTags::new);
    }

    @POST
    @Path(OLDER)
    public Uni<WorkspaceTag> createOlder(@PathParam("projectId") String projectId, @Nullable TagEdit wanted) {
        return created(projectId, wanted).map(WorkspaceTag::new);
    }

    @POST
    @Path(NEWER)
    public Uni<OneTag> create(@PathParam("projectId") String projectId, @Nullable TagEdit wanted) {
        return created(projectId, wanted).map(OneTag::new);
    }

    @GET
    @Path(OLDER + ONE)
    public Uni<WorkspaceTag> findOlder(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return found(projectId, id).map(WorkspaceTag::new);
    }

    @GET
    @Path(NEWER + ONE)
    public Uni<OneTag> find(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return found(projectId, id).map(OneTag::new);
    }

    @GET
    @Path(OLDER + BY_SLUG)
    public Uni<WorkspaceTag> findBySlugOlder(@PathParam("projectId") String projectId, @PathParam("slug") String slug) {
        return foundBySlug(projectId, slug).map(WorkspaceTag::new);
    }

    @GET
    @Path(NEWER + BY_SLUG)
    public Uni<OneTag> findBySlug(@PathParam("projectId") String projectId, @PathParam("slug") String slug) {
        return foundBySlug(projectId, slug).map(OneTag::new);
    }

    @PATCH
    @Path(OLDER + ONE)
    public Uni<WorkspaceTag> updateOlder(
            @PathParam("projectId") String projectId, @PathParam("id") String id, @Nullable TagEdit edit) {
        return updated(projectId, id, edit).map(WorkspaceTag::new);
    }

    @PATCH
    @Path(NEWER + ONE)
    public Uni<OneTag> update(
            @PathParam("projectId") String projectId, @PathParam("id") String id, @Nullable TagEdit edit) {
        return updated(projectId, id, edit).map(OneTag::new);
    }

    @DELETE
    @Path(OLDER + ONE)
    public Uni<WorkspaceTag> deleteOlder(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return deleted(projectId, id).map(WorkspaceTag::new);
    }

    @DELETE
    @Path(NEWER + ONE)
    public Uni<OneTag> delete(@PathParam("projectId") String projectId, @PathParam("id") String id) {
        return deleted(projectId, id).map(OneTag::new);
    }

    private Uni<List<Tag>> all(String projectId) {
        return lookups.all(request.caller(), project(projectId), request.event("get-tags"));
    }

    private Uni<Tag> created(String projectId, @Nullable TagEdit wanted) {
        return changes.create(request.caller(), project(projectId), given(wanted), request.event("create-tag"));
    }

    private Uni<Tag> found(String projectId, String id) {
        return lookups.byId(request.caller(), project(projectId), tag(id), request.event(LOOKED_UP));
    }

    private Uni<Tag> foundBySlug(String projectId, String slug) {
        return lookups.bySlug(request.caller(), project(projectId), slug, request.event(LOOKED_UP));
    }

    private Uni<Tag> updated(String projectId, String id, @Nullable TagEdit edit) {
        return changes.update(request.caller(), project(projectId), tag(id), given(edit), request.event("update-tag"));
    }

    private Uni<Tag> deleted(String projectId, String id) {
        return changes.delete(request.caller(), project(projectId), tag(id), request.event("delete-tag"));
    }

    private static TagEdit given(@Nullable TagEdit body) {
        return body == null ? TagEdit.EMPTY : body;
    }

    private static ProjectRef project(String id) {
        return ProjectRef.id("projectId", id);
    }

    private static UUID tag(String id) {
        return PublicId.parse(id).orElseThrow(() -> TagNotFound.byId(id));
    }
}
