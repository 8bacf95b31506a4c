package dev.claviger.vault.template;

import dev.claviger.kernel.http.CurrentRequest;
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

/** Project templates (http-api.md 6.11). */
@Path("/api/v1/project-templates")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class TemplateResource {
    private static final String ONE = "/{id}";

    private final Templates templates;
    private final CurrentRequest request;

    record OneTemplate(ProjectTemplate.View projectTemplate) {
        static OneTemplate of(ProjectTemplate template) {
            return new OneTemplate(template.view());
        }
    }

    record ManyTemplates(List<ProjectTemplate.View> projectTemplates) {}

    TemplateResource(Templates templates, CurrentRequest request) {
        this.templates = templates;
        this.request = request;
    }

    @GET
    public Uni<ManyTemplates> list() {
        return templates
                .all(request.caller(), request.event("get-project-templates"))
                .map(all -> new ManyTemplates(
                        all.stream().map(ProjectTemplate::view).toList()));
    }

    @GET
    @Path(ONE)
    public Uni<OneTemplate> find(@PathParam("id") String id) {
        return templates
                .find(request.caller(), template(id), request.event("get-project-template"))
                .map(OneTemplate::of);
    }

    @POST
    public Uni<OneTemplate> create(@Nullable TemplateBody body) {
        return templates
                .create(
                        request.caller(),
                        body == null ? TemplateBody.EMPTY : body,
                        request.event("create-project-template"))
                .map(OneTemplate::of);
    }

    @PATCH
    @Path(ONE)
    public Uni<OneTemplate> update(@PathParam("id") String id, @Nullable TemplateBody body) {
        return templates
                .update(
                        request.caller(),
                        template(id),
                        body == null ? TemplateBody.EMPTY : body,
                        request.event("update-project-template"))
                .map(OneTemplate::of);
    }

    @DELETE
    @Path(ONE)
    public Uni<OneTemplate> delete(@PathParam("id") String id) {
        return templates
                .delete(request.caller(), template(id), request.event("delete-project-template"))
                .map(OneTemplate::of);
    }

    private static UUID template(String id) {
        return PublicId.parse(id).orElseThrow(() -> TemplateNotFound.byId(id));
    }
}
