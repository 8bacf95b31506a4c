package dev.claviger.vault.explain;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Questions about rights. They change nothing and are recorded. */
@Path("/api")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ExplainResource {
    private final Explanations explanations;
    private final WhoCan whoCan;
    private final WhatIf whatIf;
    private final Reach reach;
    private final Gate gate;
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
            @Nullable List<Question.@Nullable Pair> metadata,
            @Nullable String identityId,
            @Nullable Principal principal) {
        Asked asked() {
            return new Asked(
                    ProjectRef.either("projectId", projectId, projectSlug),
                    principal == null ? null : principal.holder(),
                    new Question.Body(
                                    action,
                                    subject,
                                    environment,
                                    secretPath,
                                    secretName,
                                    secretTags,
                                    metadata,
                                    identityId)
                            .check());
        }
    }

    /** Who can do this? */
    record WhoCanRequest(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("secretPath") @Nullable String secretPath,
            @QueryParam("secretName") @Nullable String secretName,
            @QueryParam("action") @Nullable String action) {
        Asked asked() {
            ProjectRef project = ProjectRef.either("projectId", projectId, projectSlug);
            if (environment == null || environment.isBlank()) {
                throw InvalidInput.of("environment", "Required");
            }
            return new Asked(
                    project,
                    null,
                    new Question.Body(action, Subject.SECRETS, environment, secretPath, secretName, null, null, null)
                            .check());
        }
    }

    /** What would this change do? */
    record WhatIfRequest(
            @Nullable String projectId, @Nullable String projectSlug, Change.@Nullable Body change) {
        Proposed asked() {
            ProjectRef project = ProjectRef.either("projectId", projectId, projectSlug);
            if (change == null) {
                throw InvalidInput.of("change", "Required");
            }
            return new Proposed(project, change.check());
        }
    }

    /** What may a machine identity read? */
    record ReachRequest(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("identityId") @Nullable String identityId) {
        Reached asked() {
            return new Reached(
                    ProjectRef.either("projectId", projectId, projectSlug),
                    PublicId.parse(String.valueOf(identityId))
                            .orElseThrow(() -> InvalidInput.of("identityId", "Must be a UUID")));
        }
    }

    /** A question about a project, and about whom; absent for oneself or for everybody. */
    record Asked(ProjectRef project, @Nullable Holder about, Question question) {}

    /** An identity that may act in a project. */
    record Reached(ProjectRef project, UUID identityId) {}

    /** A change of a project that may be made. */
    record Proposed(ProjectRef project, Change change) {}

    ExplainResource(
            Explanations explanations, WhoCan whoCan, WhatIf whatIf, Reach reach, Gate gate, CurrentRequest request) {
        this.explanations = explanations;
        this.whoCan = whoCan;
        this.whatIf = whatIf;
        this.reach = reach;
        this.gate = gate;
        this.request = request;
    }

    @POST
    @Path("/x/explain")
    public Uni<Explanations.Explanation> explain(ExplainRequest body) {
        AccessEvent event = request.event("explain-access");
        return read(event, body::asked)
                .chain(asked -> asked.about() == null
                        ? explanations.own(request.caller(), asked.project(), asked.question(), event)
                        : explanations.other(
                                request.caller(), asked.project(), asked.about(), asked.question(), event));
    }

    @GET
    @Path("/x/who-can")
    public Uni<WhoCan.Answer> whoCan(@BeanParam WhoCanRequest query) {
        AccessEvent event = request.event("who-can-access");
        return read(event, query::asked)
                .chain(asked -> whoCan.ask(request.caller(), asked.project(), asked.question(), event));
    }

    @GET
    @Path("/x/reach")
    public Uni<Reach.Answer> reach(@BeanParam ReachRequest query) {
        AccessEvent event = request.event("reach-access");
        return read(event, query::asked)
                .chain(asked -> reach.ask(request.caller(), asked.project(), asked.identityId(), event));
    }

    @POST
    @Path("/x/what-if")
    public Uni<WhatIf.Answer> whatIf(WhatIfRequest body) {
        AccessEvent event = request.event("what-if-access");
        return read(event, body::asked)
                .chain(asked -> whatIf.ask(request.caller(), asked.project(), asked.change(), request.bearer(), event));
    }

    /** What is wrong with a question is recorded as well. */
    private <T> Uni<T> read(AccessEvent event, Supplier<T> question) {
        return gate.settle(event, Uni.createFrom().item(question));
    }
}
