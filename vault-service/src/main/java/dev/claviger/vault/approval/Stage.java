package dev.claviger.vault.approval;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** An environment of a policy as it is called now. */
public record Stage(UUID id, String name, String slug) {
    public static List<Stage> of(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Stage(UUID.fromString(text(one, "id")), text(one, "name"), text(one, "slug")))
                .toList();
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNull(object.getString(field), field);
    }
}
