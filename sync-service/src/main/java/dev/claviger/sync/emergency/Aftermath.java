package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.sync.blast.BlastClient;
import dev.claviger.sync.blast.BlastClient.Version;
import dev.claviger.sync.blast.BlastReport;
import dev.claviger.sync.blast.BlastReport.Exposure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the log, as the caller, what became of leaked versions. */
@ApplicationScoped
class Aftermath {
    /** As many as audit-service takes in one question. */
    private static final int MOST = 1_000;

    private final BlastClient blasts;

    Aftermath(BlastClient blasts) {
        this.blasts = blasts;
    }

    /** Fails as audit-service refuses it. */
    Uni<JsonObject> of(Collection<Step> steps, Secret bearer, Origin origin) {
        List<Version> versions = versions(steps);
        return versions.isEmpty()
                ? Uni.createFrom().item(new JsonObject().put("asked", 0))
                : blasts.of(versions.subList(0, Math.min(versions.size(), MOST)), bearer, origin)
                        .map(report -> told(versions.size(), report));
    }

    static List<Version> versions(Collection<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.secrets().stream())
                .map(each -> (JsonObject) each)
                .map(each -> new Version(UUID.fromString(each.getString("id")), each.getInteger("version")))
                .distinct()
                .toList();
    }

    private static JsonObject told(int asked, BlastReport report) {
        return new JsonObject()
                .put("asked", asked)
                .put("stillNewest", report.open())
                .put("unknown", asked - report.secrets().size())
                .put("at", String.valueOf(report.made()))
                .put(
                        "secrets",
                        new JsonArray(
                                report.secrets().stream().map(Aftermath::row).toList()));
    }

    private static JsonObject row(Exposure secret) {
        BlastReport.@Nullable Next next = secret.rotated();
        JsonObject row = new JsonObject()
                .put("id", secret.secretId().toString())
                .put("key", secret.key())
                .put("version", secret.version());
        if (next != null) {
            row.put("replacedBy", next.version()).put("replacedAt", String.valueOf(next.at()));
        }
        return secret.deletedAt() == null ? row : row.put("deletedAt", String.valueOf(secret.deletedAt()));
    }
}
