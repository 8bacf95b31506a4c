package dev.claviger.audit.alert;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a rule saw.
 *
 * @param subject whom or what it is about
 * @param projectId the project of the entry
 * @param index the entry that made the rule fire
 * @param quiet how long after an alert about the same subject there is no second one
 */
public record Finding(
        String rule,
        int version,
        String title,
        String severity,
        String subject,
        Optional<String> projectId,
        long index,
        Instant at,
        Duration quiet,
        JsonObject facts) {
    public Finding {
        facts = facts.copy();
    }

    @Override
    public JsonObject facts() {
        return facts.copy();
    }
}
