package dev.claviger.vault.explain;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions about rights. They change nothing and are recorded. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ExplainResource {
    private final Explanations explanations;
    private final WhoCan whoCan;
    private final WhatIf whatIf;
    private final CurrentRequest request;

    /** About whom; absent for oneself. */
    record Principal(@Nullable String type, @Nullable String id) {
        Holder holder() {
            if (!List.of(Holder.IDENTITY, Holder.USER).contains(String.valueOf(type))) {
                throw InvalidInput.of("principal.type", "Must be identity or user");
            }
            UUID parsed = PublicId.parse(String.valueOf(id))
                    .orElseThrow(() -> InvalidInput.of("principal.id", "Must be a UUID"));
            return new Holder(String.valueOf(type), parsed);
        }
    }

    /** Why may somebody do this, or not? */
    record ExplainRequest(
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String action,
            @Nullable String subject,
            @Nullable String environment,
            @Nullable String secretPath,
            @Nullable String secretName,
            @Nullable List<String> secretTags,
            @Nullable String identityId,
            @Nullable Principal principal) {
        Question question() {
            return new Question.Body(action, subject, environment, secretPath, secretName, secretTags, identityId)
                    .check();
        }
    }

    /** What would this change do? */
    record WhatIfRequest(
            @Nullable String projectId, @Nullable String projectSlug, Change.@Nullable Body change) {}

    ExplainResource(Explanations explanations, WhoCan whoCan, WhatIf whatIf, CurrentRequest request) {
        this.explanations = explanations;
        this.whoCan = whoCan;
        this.whatIf = whatIf;
        this.request = request;
    }

    @POST
    @Path("/x/explain")
    public Uni<Explanations.Explanation> explain(ExplainRequest body) {
        ProjectRef project = ProjectRef.either("projectId", body.projectId, body.projectSlug);
        Question question = body.question();
        var event = request.event("explain-access");
        return body.principal == null
                ? explanations.own(request.caller(), project, question, event)
                : explanations.other(request.caller(), project, body.principal.holder(), question, event);
    }

    @GET
    @Path("/x/who-can")
    public Uni<WhoCan.Answer> whoCan(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("secretPath") @Nullable String secretPath,
            @QueryParam("secretName") @Nullable String secretName,
            @QueryParam("action") @Nullable String action) {
        ProjectRef project = ProjectRef.either("projectId", projectId, projectSlug);
        if (environment == null || environment.isBlank()) {
            throw InvalidInput.of("environment", "Required");
        }
        Question question = new Question.Body(
                        action == null || action.isBlank() ? Action.READ_VALUE : action,
                        Subject.SECRETS,
                        environment,
                        secretPath,
                        secretName,
                        null,
                        null)
                .check();
        return whoCan.ask(request.caller(), project, question, request.event("who-can-access"));
    }

    @POST
    @Path("/x/what-if")
    public Uni<WhatIf.Answer> whatIf(WhatIfRequest body) {
        ProjectRef project = ProjectRef.either("projectId", body.projectId, body.projectSlug);
        if (body.change == null) {
            throw InvalidInput.of("change", "Required");
        }
        return whatIf.ask(
                request.caller(), project, body.change.check(), request.bearer(), request.event("what-if-access"));
    }
}
