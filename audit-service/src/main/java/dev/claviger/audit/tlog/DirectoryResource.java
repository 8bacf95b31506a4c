package dev.claviger.audit.tlog;

import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Keys, proofs and what entries say. */
@Path("/api/x/logs")
class DirectoryResource {
    private final Directory directory;
    private final Proofs proofs;
    private final Verification verification;

    DirectoryResource(Directory directory, Proofs proofs, Verification verification) {
        this.verification = verification;
        this.directory = directory;
        this.proofs = proofs;
    }

    /** Public: who wants to verify needs the keys first. */
    @GET
    @Path("{org}")
    @PublicRoute
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The logs of an organisation with their verifier keys, newest first")
    public Uni<LogList> list(@RestPath String org) {
        return directory.of(org);
    }

    /** The same for stock tools. */
    @GET
    @Path("{org}/policy")
    @PublicRoute
    @Produces("text/plain;charset=utf-8")
    @Operation(summary = "The keys of an organisation's logs and their witnesses, in the form of C2SP tlog-policy")
    public Uni<String> policy(@RestPath String org) {
        return directory.policy(org);
    }

    /** Of one entry. */
    @GET
    @Path("proofs/{eventId}")
    @Produces("text/plain;charset=utf-8")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"entry.tlog-proof\"")
    @Operation(summary = "Prove an entry of the caller's organisation, in the form of C2SP tlog-proof")
    public Uni<String> proof(@RestPath String eventId) {
        return proofs.of(eventId);
    }

    /** With the code that auditors use. */
    @POST
    @Path("verify")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Check up to 100 entries of the caller's organisation against what its log has signed")
    public Uni<Verification.Findings> verify(Verification.@Nullable Wish wish) {
        return verification.verify(wish);
    }

    /** For those who check what the leaves commit to. */
    @GET
    @Path("{org}/{shard}/payload.ndjson")
    @Produces("application/x-ndjson")
    @Operation(
            summary =
                    "What up to 1000 entries of a log say, with the salts of their commitments, one JSON object a line")
    public Uni<String> payloads(
            @RestPath String org,
            @RestPath String shard,
            @RestQuery @Parameter(description = "The first leaf; by default 0") Optional<Long> from) {
        return proofs.export(org, shard, from);
    }
}
