package dev.claviger.sync.emergency;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** From a leak to safety: plans, steps, tasks and the report. Ours. */
@Path("/api/x/emergencies")
@Produces(MediaType.APPLICATION_JSON)
class EmergencyResource {
    private final Emergencies emergencies;
    private final EmergencyTasks tasks;
    private final EmergencyLookups lookups;
    private final EmergencyStreams streams;

    EmergencyResource(
            Emergencies emergencies, EmergencyTasks tasks, EmergencyLookups lookups, EmergencyStreams streams) {
        this.emergencies = emergencies;
        this.tasks = tasks;
        this.lookups = lookups;
        this.streams = streams;
    }

    /** The latest first, at most 200. */
    @GET
    @Operation(summary = "The emergencies of the organisation")
    public Uni<EmergencyView.All> list() {
        return lookups.list();
    }

    /** Does nothing yet, unless the body says start. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Plan what is to be done about a leak")
    public Uni<EmergencyView.One> create(@Nullable EmergencyWish wish) {
        return emergencies.create(Objects.requireNonNullElse(wish, EmergencyWish.NONE));
    }

    /** As it is now; {@code events} follows it. */
    @GET
    @Path("{emergencyId}")
    @Operation(summary = "How far an emergency is")
    public Uni<EmergencyView.One> show(@RestPath String emergencyId) {
        return lookups.show(id(emergencyId));
    }

    /** Everything first, then each change, until it has ended; 204 when it has and the client knows. */
    @GET
    @Path("{emergencyId}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Follow an emergency; Last-Event-ID is the id of the last event that was seen")
    @APIResponse(
            responseCode = "200",
            description = "Steps as they change, the emergency after them, and pings",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<EmergencyStream> follow(
            @RestPath String emergencyId, @RestHeader("Last-Event-ID") @Nullable String lastSeen) {
        return streams.follow(id(emergencyId), lastSeen).map(found -> found.orElse(null));
    }

    /** In the name of the caller. */
    @POST
    @Path("{emergencyId}/start")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take the steps of the plan")
    public Uni<EmergencyView.One> start(@RestPath String emergencyId) {
        return emergencies.start(id(emergencyId));
    }

    /** All steps must have ended. */
    @POST
    @Path("{emergencyId}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ask the log what became of the leaked versions, and close")
    public Uni<EmergencyView.One> close(@RestPath String emergencyId, EmergencyWish.@Nullable End wish) {
        return emergencies.close(id(emergencyId), Objects.requireNonNullElse(wish, EmergencyWish.End.NONE));
    }

    /** What was begun is not taken back. */
    @POST
    @Path("{emergencyId}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Do nothing more")
    public Uni<EmergencyView.One> cancel(@RestPath String emergencyId, EmergencyWish.@Nullable End wish) {
        return emergencies.cancel(id(emergencyId), Objects.requireNonNullElse(wish, EmergencyWish.End.NONE));
    }

    /** At any time. */
    @GET
    @Path("{emergencyId}/report")
    @Operation(summary = "What became of a leak, with the proof of each step")
    public Uni<EmergencyReport> report(@RestPath String emergencyId) {
        return lookups.report(id(emergencyId));
    }

    /** At any time. */
    @GET
    @Path("{emergencyId}/report/html")
    @Produces("text/html;charset=utf-8")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"emergency.html\"")
    @ResponseHeader(name = "Content-Security-Policy", value = "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    @ResponseHeader(name = "X-Content-Type-Options", value = "nosniff")
    @Operation(summary = "The same as a page to print")
    public Uni<String> page(@RestPath String emergencyId) {
        return lookups.report(id(emergencyId)).map(EmergencyPage::of);
    }

    /** Who does it, and a note. */
    @PATCH
    @Path("{emergencyId}/steps/{stepId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Assign a step")
    public Uni<EmergencyView.One> update(
            @RestPath String emergencyId, @RestPath String stepId, EmergencyWish.@Nullable OfStep wish) {
        return tasks.update(id(emergencyId), step(stepId), ofStep(wish));
    }

    /** Refused where nothing shows it, unless the body says withoutProof and why. */
    @POST
    @Path("{emergencyId}/steps/{stepId}/complete")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say that a step was done")
    public Uni<EmergencyView.One> complete(
            @RestPath String emergencyId, @RestPath String stepId, EmergencyWish.@Nullable OfStep wish) {
        return tasks.complete(id(emergencyId), step(stepId), ofStep(wish));
    }

    /** With a note that says why. */
    @POST
    @Path("{emergencyId}/steps/{stepId}/skip")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Leave a step out")
    public Uni<EmergencyView.One> skip(
            @RestPath String emergencyId, @RestPath String stepId, EmergencyWish.@Nullable OfStep wish) {
        return tasks.skip(id(emergencyId), step(stepId), ofStep(wish));
    }

    /** From its beginning. */
    @POST
    @Path("{emergencyId}/steps/{stepId}/retry")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Try a step again that is stuck")
    public Uni<EmergencyView.One> retry(@RestPath String emergencyId, @RestPath String stepId) {
        return tasks.retry(id(emergencyId), step(stepId));
    }

    private static EmergencyWish.OfStep ofStep(EmergencyWish.@Nullable OfStep wish) {
        return Objects.requireNonNullElse(wish, EmergencyWish.OfStep.NONE);
    }

    private static UUID id(String text) {
        return EmergencyDoor.id("emergencyId", text);
    }

    private static UUID step(String text) {
        return EmergencyDoor.id("stepId", text);
    }
}
