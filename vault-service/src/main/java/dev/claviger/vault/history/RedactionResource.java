package dev.claviger.vault.history;

import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Blanks an old value (http-api.md 5.6). */
@Path("/api/v2/secret-versions")
@Produces(MediaType.APPLICATION_JSON)
class RedactionResource {
    private final HistoryDoor door;
    private final Redactions redactions;

    RedactionResource(HistoryDoor door, Redactions redactions) {
        this.door = door;
        this.redactions = redactions;
    }

    @DELETE
    @Path("/{versionId}/redact-value")
    public Uni<Redactions.Redacted> redact(@PathParam("versionId") String versionId) {
        return door.recorded(
                "redact-secret-version-value",
                attempt -> redactions.redact(PublicId.parse(versionId).orElseThrow(VersionNotFound::new), attempt));
    }
}
