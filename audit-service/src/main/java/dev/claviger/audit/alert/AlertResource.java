package dev.claviger.audit.alert;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Alerts of the caller's organisation. */
@Path("/api/x/alerts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AlertResource {
    private final Alerts alerts;

    AlertResource(Alerts alerts) {
        this.alerts = alerts;
    }

    /** Newest first. */
    @GET
    @Operation(summary = "The alerts of the caller's organisation")
    public Uni<Alert.Page> list(
            @RestQuery @Nullable String rule,
            @RestQuery @Nullable String severity,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String subject,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        return alerts.list(AlertFilter.of(rule, severity, state, subject, limit, cursor));
    }

    /** With the same filters as the list. */
    @GET
    @Path("count")
    @Operation(summary = "How many alerts there are")
    public Uni<Alert.Count> count(
            @RestQuery @Nullable String rule,
            @RestQuery @Nullable String severity,
            @RestQuery @Nullable String state,
            @RestQuery @Nullable String subject) {
        return alerts.count(AlertFilter.of(rule, severity, state, subject, null, null));
    }

    /** With its history. */
    @GET
    @Path("{id}")
    @Operation(summary = "One alert")
    public Uni<Alert> show(@RestPath String id) {
        return alerts.show(id);
    }

    /** Each step is kept. */
    @PATCH
    @Path("{id}")
    @Operation(summary = "Acknowledge, resolve or open an alert again, or call it a false positive")
    public Uni<Alert> move(@RestPath String id, Alerts.@Nullable Wish wish) {
        return alerts.move(id, wish);
    }
}
