package dev.claviger.audit.detection;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Rules of the caller's organisation. */
@Path("/api/x/detection")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class DetectionResource {
    private final Rules rules;
    private final DryRuns dryRuns;
    private final NetworkLists networks;
    private final DetectionHealth health;

    DetectionResource(Rules rules, DryRuns dryRuns, NetworkLists networks, DetectionHealth health) {
        this.rules = rules;
        this.dryRuns = dryRuns;
        this.networks = networks;
        this.health = health;
    }

    /** How far behind they are, and what they could not look at. */
    @GET
    @Path("health")
    @Operation(summary = "How the detection rules of the caller's organisation are doing")
    public Uni<HealthView> health() {
        return health.show();
    }

    /** With what each needs and cannot see. */
    @GET
    @Path("rules")
    @Operation(summary = "The detection rules, as the caller's organisation has them")
    public Uni<RuleView.All> list() {
        return rules.list();
    }

    /** A rule about the log itself goes off when two administrators ask for it. */
    @PATCH
    @Path("rules/{id}")
    @Operation(summary = "Turn a detection rule on or off, or choose its thresholds")
    public Uni<RuleView> update(@RestPath String id, Rules.@Nullable Wish wish) {
        return rules.update(id, wish);
    }

    /** Raises nothing. */
    @POST
    @Path("dry-run")
    @Operation(summary = "What a detection rule would have found in the last days")
    public Uni<RuleView.DryRun> tryOut(DryRuns.@Nullable Wish wish) {
        return dryRuns.tryOut(wish);
    }

    /** Those that are one network to the rules. */
    @GET
    @Path("networks")
    @Operation(summary = "Which networks belong together")
    public Uni<Networks> networks() {
        return networks.show();
    }

    /** All of them at once. */
    @PUT
    @Path("networks")
    @Operation(summary = "Choose which networks belong together")
    public Uni<Networks> replaceNetworks(NetworkLists.@Nullable Wish wish) {
        return networks.replace(wish);
    }

    /** Those that have not expired. */
    @GET
    @Path("suppressions")
    @Operation(summary = "Which alerts are not wanted for a while")
    public Uni<RuleView.Suppressions> suppressions() {
        return rules.suppressions();
    }

    /** Of one rule about one subject, with a reason and an end. */
    @POST
    @Path("suppressions")
    @Operation(summary = "Do not raise alerts of a rule about a subject for a while")
    public Uni<Suppression> suppress(Rules.@Nullable Quiet wish) {
        return rules.suppress(wish);
    }

    /** Alerts come again. */
    @DELETE
    @Path("suppressions/{id}")
    @Operation(summary = "End a suppression")
    public Uni<Void> unsuppress(@RestPath String id) {
        return rules.unsuppress(id);
    }
}
