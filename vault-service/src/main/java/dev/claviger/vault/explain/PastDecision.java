package dev.claviger.vault.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Resource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision about secrets as audit-service recorded it, however often it was made.
 *
 * @param allowed what was decided then
 */
record PastDecision(
        Holder holder, String action, String subject, Resource resource, boolean allowed, long count, Instant lastAt) {

    /** Empty for what nobody could decide about now. */
    static Optional<PastDecision> read(JsonNode decision) {
        String type = decision.path("actorType").asText();
        String environment = decision.path("environment").asText("");
        String path = decision.path("secretPath").asText("");
        if (!List.of(Holder.IDENTITY, Holder.USER).contains(type) || environment.isEmpty() || path.isEmpty()) {
            return Optional.empty();
        }
        @Nullable
        String name =
                decision.hasNonNull("secretName") ? decision.path("secretName").asText() : null;
        try {
            return Optional.of(new PastDecision(
                    new Holder(type, UUID.fromString(decision.path("actorId").asText())),
                    decision.path("action").asText(),
                    decision.path("subject").asText(),
                    name == null ? Resource.folder(environment, path) : Resource.secret(environment, path, name),
                    decision.path("decision").asText().equals("allowed"),
                    decision.path("count").asLong(),
                    Instant.parse(decision.path("lastAt").asText())));
        } catch (IllegalArgumentException | DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
