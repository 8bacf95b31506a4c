package dev.claviger.audit.witness;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The witness protocol (C2SP tlog-witness). Public: what counts is the signature of a log that we know. */
@Path("/api/x/logs/witness")
class WitnessResource {
    private static final String SIZE = "text/x.tlog.size";

    private final Witness witness;

    WitnessResource(Witness witness) {
        this.witness = witness;
    }

    /** Cosigns a checkpoint that extends all that was seen of its log. */
    @POST
    @Path("add-checkpoint")
    @PublicRoute
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "Have a checkpoint cosigned, in the form of C2SP tlog-witness")
    public Uni<RestResponse<String>> addCheckpoint(String body) {
        return witness.add(body).chain(this::answer);
    }

    private Uni<RestResponse<String>> answer(Ruling ruling) {
        return switch (ruling) {
            case Ruling.Cosign(var checkpoint, var note) ->
                witness.cosign(checkpoint).map(RestResponse::ok);
            case Ruling.Elsewhere(long size) ->
                Uni.createFrom()
                        .item(ResponseBuilder.<String>create(409)
                                .entity(size + "\n")
                                .type(SIZE)
                                .build());
            case Ruling.Malformed() -> status(400);
            case Ruling.Untrusted() -> status(403);
            case Ruling.Unknown() -> status(404);
            case Ruling.Unproved(), Ruling.Inconsistent() -> status(422);
        };
    }

    private static Uni<RestResponse<String>> status(int status) {
        return Uni.createFrom()
                .item(ResponseBuilder.<String>create(status)
                        .entity("refused\n")
                        .type(MediaType.TEXT_PLAIN_TYPE)
                        .build());
    }

    /** Whose cosignatures these are. */
    @GET
    @Path("key")
    @PublicRoute
    @Produces("text/plain;charset=utf-8")
    @Operation(summary = "The verifier key of this witness")
    public Uni<String> key() {
        return witness.verifierKey().map(key -> key.orElseThrow(NoWitness::new) + "\n");
    }

    /** We are nobody's witness: 404. */
    static final class NoWitness extends Failure {
        NoWitness() {
            super(Kind.NOT_FOUND, "This installation is no witness. Its operator can set claviger.audit.witness.name.");
        }
    }
}
