package dev.claviger.audit.provenance;

import dev.claviger.audit.query.AuditLogParams;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who did what, summed up. Takes the conditions of a search; without dates the last ninety days. */
@Path("/api/x/provenance")
@Produces(MediaType.APPLICATION_JSON)
class ProvenanceResource {
    private final Provenances provenances;

    ProvenanceResource(Provenances provenances) {
        this.provenances = provenances;
    }

    /** From somebody to secrets. */
    @GET
    @Operation(summary = "What a job, pipeline, commit, runner, GitLab user or identity read and changed, by version")
    public Uni<Provenances.Deeds> deeds(@BeanParam AuditLogParams params) {
        return provenances.deeds(params);
    }

    /** From a secret to everybody. */
    @GET
    @Path("holders")
    @Operation(summary = "Who held a secret (secretId), or one version of it (secretVersion)")
    public Uni<Provenances.Holders> holders(@BeanParam AuditLogParams params) {
        return provenances.holders(params);
    }
}
