package dev.claviger.vault.writing;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.transfer.Format;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes in the secrets of a file (docs/import-export.md). */
@Path("/api/x/import")
@Produces(MediaType.APPLICATION_JSON)
class ImportResource {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final FileImports imports;
    private final SecretConfig config;

    /** The query of an import: where the secrets are to go, and how. */
    record Target(
            @QueryParam("projectId") @Nullable String projectId,
            @QueryParam("projectSlug") @Nullable String projectSlug,
            @QueryParam("environment") @Nullable String environment,
            @QueryParam("secretPath") @Nullable String secretPath,
            @QueryParam("mode") @Nullable String mode,
            @QueryParam("createFolders") @Nullable String createFolders,
            @QueryParam("dryRun") @Nullable String dryRun) {

        Spot spot() {
            return new Spot(
                    ProjectRef.either("projectId", projectId, projectSlug),
                    new Place(
                            EnvironmentSlug.parse("environment", environment).text(),
                            SecretPath.parse("secretPath", secretPath).text()));
        }

        /** @param createsFolders when the query does not say */
        ImportOrder.Manner manner(boolean createsFolders) {
            Validation input = new Validation();
            boolean creating = input.flag("createFolders", createFolders, createsFolders);
            boolean rehearsing = input.flag("dryRun", dryRun, false);
            input.done();
            return new ImportOrder.Manner(Clash.parse(mode), creating, rehearsing);
        }

        /** The event of the import. */
        String event() {
            return "overwrite".equals(mode) ? "update-secrets" : "create-secrets";
        }
    }

    ImportResource(CurrentRequest current, Attempts attempts, FileImports imports, SecretConfig config) {
        this.current = current;
        this.attempts = attempts;
        this.imports = imports;
        this.config = config;
    }

    @POST
    @Path("/{format}")
    @Consumes(MediaType.WILDCARD)
    public Uni<ImportReport> take(
            @PathParam("format") String format, @BeanParam Target target, byte @Nullable [] file) {
        Attempt attempt = new Attempt(current.caller(), current.event(target.event()));
        return attempts.recorded(attempt, () -> imports.run(order(format, target, file), attempt));
    }

    private ImportOrder order(String format, Target target, byte @Nullable [] file) {
        Format known = Format.parse("format", format.toLowerCase(Locale.ROOT));
        if (file == null || file.length == 0) {
            throw InvalidInput.of("body", "Must be a file");
        }
        return ImportOrder.of(target.spot(), target.manner(false), known.read(file), config);
    }
}
