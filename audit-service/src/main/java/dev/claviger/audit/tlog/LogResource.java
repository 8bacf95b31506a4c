package dev.claviger.audit.tlog;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** One log as C2SP tlog-tiles serves it; {@code /api/x/logs/{org}/{shard}} is its prefix. */
@Path("/api/x/logs/{org}/{shard}")
class LogResource {
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String FOR_EVER = "private, max-age=604800, immutable";

    private final ServedLogs logs;

    LogResource(ServedLogs logs) {
        this.logs = logs;
    }

    /** The newest signed size and root. */
    @GET
    @Path("checkpoint")
    @Produces("text/plain;charset=utf-8")
    @ResponseHeader(name = CACHE_CONTROL, value = "no-cache")
    @Operation(summary = "The signed checkpoint of a log, in the form of C2SP tlog-checkpoint")
    public Uni<String> checkpoint(@RestPath String org, @RestPath String shard) {
        return logs.checkpoint(org, shard);
    }

    /** Hashes or entries. */
    @GET
    @Path("tile/{tile:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @ResponseHeader(name = CACHE_CONTROL, value = FOR_EVER)
    @Operation(
            summary =
                    "A tile (L/N, L/N.p/W) or entry bundle (entries/N, entries/N.p/W) of a log, in the form of C2SP tlog-tiles")
    public Uni<byte[]> tile(@RestPath String org, @RestPath String shard, @RestPath String tile) {
        return logs.tile(org, shard, tile);
    }

    /** Between two sizes. */
    @GET
    @Path("consistency")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Prove that a log of one size is the beginning of the log of another")
    public Uni<ConsistencyProof> consistency(
            @RestPath String org,
            @RestPath String shard,
            @RestQuery @Parameter(description = "The smaller size") long from,
            @RestQuery @Parameter(description = "The greater size; by default the signed one") Optional<Long> to) {
        return logs.consistency(org, shard, from, to);
    }
}
