package dev.claviger.audit.blast;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** What a leak reaches, in three forms. */
@Path("/api/x/blast-radius")
@Consumes(MediaType.APPLICATION_JSON)
class BlastResource {
    private static final String NOSNIFF = "nosniff";

    private final BlastRadii radii;

    BlastResource(BlastRadii radii) {
        this.radii = radii;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which secrets a job, pipeline, runner, commits, package or leaked value puts at risk")
    public Uni<BlastRadius> json(@Nullable BlastRequest body) {
        return radii.of(body);
    }

    @POST
    @Path("csv")
    @Produces("text/csv;charset=utf-8")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"blast-radius.csv\"")
    @ResponseHeader(name = "X-Content-Type-Options", value = NOSNIFF)
    @Operation(summary = "The same for spreadsheets, one line for each version")
    public Uni<String> csv(@Nullable BlastRequest body) {
        return radii.of(body).map(BlastTable::of);
    }

    @POST
    @Path("html")
    @Produces("text/html;charset=utf-8")
    @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"blast-radius.html\"")
    @ResponseHeader(name = "Content-Security-Policy", value = "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    @ResponseHeader(name = "X-Content-Type-Options", value = NOSNIFF)
    @Operation(summary = "The same as a page to print")
    public Uni<String> html(@Nullable BlastRequest body) {
        return radii.of(body).map(BlastPage::of);
    }
}
