package dev.claviger.vault.writing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.source.Harvest;
import dev.claviger.vault.source.InfisicalServer;
import dev.claviger.vault.source.VaultServer;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes secrets over from other servers (docs/import-export.md). */
@Path("/api/x/import/from")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ServerImportResource {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final FileImports imports;
    private final VaultServer vault;
    private final InfisicalServer infisical;
    private final SecretConfig config;

    /** What was done, and what stayed behind. */
    record Report(@JsonUnwrapped ImportReport report, List<Harvest.LeftOut> leftOut) {}

    ServerImportResource(
            CurrentRequest current,
            Attempts attempts,
            FileImports imports,
            VaultServer vault,
            InfisicalServer infisical,
            SecretConfig config) {
        this.current = current;
        this.attempts = attempts;
        this.imports = imports;
        this.vault = vault;
        this.infisical = infisical;
        this.config = config;
    }

    @POST
    @Path("/vault-kv")
    public Uni<Report> takeFromVault(@BeanParam ImportResource.Target target, VaultServer.@Nullable Wanted body) {
        return take("vault-kv", target, body, vault::read);
    }

    @POST
    @Path("/infisical")
    public Uni<Report> takeFromInfisical(
            @BeanParam ImportResource.Target target, InfisicalServer.@Nullable Wanted body) {
        return take("infisical", target, body, infisical::read);
    }

    private <T> Uni<Report> take(
            String kind, ImportResource.Target target, @Nullable T body, Function<T, Uni<Harvest>> read) {
        Attempt attempt =
                new Attempt(current.caller(), current.event(target.event()).with("importedFrom", kind));
        return attempts.recorded(attempt, () -> take(target, required(body), read, attempt));
    }

    /** Whoever may not write there does not make the service call anybody. */
    private <T> Uni<Report> take(
            ImportResource.Target target, T body, Function<T, Uni<Harvest>> read, Attempt attempt) {
        ImportOrder.Manner manner = target.manner(true);
        return imports.requireWriter(target.spot(), manner.clash(), attempt)
                .chain(() -> read.apply(body))
                .chain(harvest -> imports.run(ImportOrder.of(target.spot(), manner, harvest.sheets(), config), attempt)
                        .map(report -> new Report(report, harvest.leftOut())));
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw InvalidInput.of("body", "Required");
        }
        return body;
    }
}
