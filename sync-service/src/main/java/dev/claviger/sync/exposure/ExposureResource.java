package dev.claviger.sync.exposure;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Who could reach our secrets by a GitLab project. Ours. */
@Path("/api/x/exposure-lint")
@Consumes(MediaType.APPLICATION_JSON)
class ExposureResource {
    private final ExposureLint lint;

    ExposureResource(ExposureLint lint) {
        this.lint = lint;
    }

    /** Names, and never a value. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which secrets jobs of a GitLab project could reach that should not")
    public Uni<ExposureReport> json(ExposureLint.@Nullable Wish wish) {
        return lint.of(Objects.requireNonNullElse(wish, ExposureLint.Wish.NONE));
    }

    /** One line or more for each finding. */
    @POST
    @Path("text")
    @Produces("text/plain;charset=utf-8")
    @Operation(summary = "The same for people and for logs of jobs")
    public Uni<String> text(ExposureLint.@Nullable Wish wish) {
        return lint.of(Objects.requireNonNullElse(wish, ExposureLint.Wish.NONE)).map(ExposureReport::plain);
    }
}
