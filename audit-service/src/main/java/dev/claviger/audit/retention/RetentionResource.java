package dev.claviger.audit.retention;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What the caller's organisation keeps, holds and removes. For its administrators. */
@Path("/api/x/retention")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RetentionResource {
    private final Plans plans;
    private final Holds holds;
    private final Erasures erasures;
    private final PurgeLists purges;

    RetentionResource(Plans plans, Holds holds, Erasures erasures, PurgeLists purges) {
        this.plans = plans;
        this.holds = holds;
        this.erasures = erasures;
        this.purges = purges;
    }

    /** With the classes to choose from. */
    @GET
    @Operation(summary = "How long the entries of the caller's organisation are kept")
    public Uni<RetentionPlan> plan() {
        return plans.read();
    }

    /** The whole plan; counts for entries that come afterwards. One that keeps less waits until a second administrator asks for the same. */
    @PUT
    @Operation(summary = "Set how long new entries of the caller's organisation are kept, by the name of the event")
    public Uni<RetentionPlan> update(Plans.@Nullable Wish wish) {
        return plans.update(wish);
    }

    /** Also those that were lifted. */
    @GET
    @Path("holds")
    @Operation(summary = "The legal holds of the caller's organisation, newest first")
    public Uni<Hold.Listing> holds() {
        return holds.list();
    }

    /** By project, identity and time; without any of them everything. */
    @POST
    @Path("holds")
    @Operation(summary = "Set a legal hold: what meets all its conditions is not removed until it is lifted")
    public Uni<Hold> hold(Holds.@Nullable Wish wish) {
        return holds.set(wish);
    }

    /** When a second administrator asks for it. What was kept only because of it is then removed with the next purge. */
    @POST
    @Path("holds/{holdId}/lift")
    @Operation(summary = "Lift a legal hold")
    public Uni<Hold> lift(@RestPath String holdId, Holds.@Nullable Lift lift) {
        return holds.lift(holdId, lift);
    }

    /** Nothing happens when nobody asked for lifting it. */
    @POST
    @Path("holds/{holdId}/keep")
    @Operation(summary = "Keep a legal hold that somebody asked to lift")
    public Uni<Hold> keep(@RestPath String holdId) {
        return holds.keep(holdId);
    }

    /** Their leaves stay and can be verified. */
    @POST
    @Path("erasures")
    @Operation(summary = "Erase what the audit log says of one person or identity, unless it is held")
    public Uni<Erasures.Erasure> erase(Erasures.@Nullable Wish wish) {
        return erasures.erase(wish);
    }

    /** With the leaves that tell of it. */
    @GET
    @Path("purges")
    @Operation(summary = "What was removed from the caller's organisation, by policy and by erasure, newest first")
    public Uni<PurgeList> purges(
            @RestQuery @Parameter(description = "The index of the last one of the page before") @Nullable
                    String before) {
        return purges.list(before);
    }
}
