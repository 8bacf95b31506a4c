package dev.claviger.audit.trail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** A secret that an event is about, down to the version. */
public record TouchedSecret(UUID id, String key, int version, String environment, String secretPath) {

    /** Those of the list that can be read. */
    static List<TouchedSecret> all(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .flatMap(secret -> read(secret).stream())
                .toList();
    }

    private static Optional<TouchedSecret> read(JsonNode secret) {
        return Uuids.read(RecordedEvent.text(secret, "id"))
                .map(id -> new TouchedSecret(
                        id,
                        RecordedEvent.text(secret, "key"),
                        secret.path("version").asInt(),
                        RecordedEvent.text(secret, "environment"),
                        RecordedEvent.text(secret, "secretPath")));
    }
}
