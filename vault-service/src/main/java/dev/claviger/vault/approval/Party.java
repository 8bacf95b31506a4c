package dev.claviger.vault.approval;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A person or a group that a policy names. */
public record Party(String type, UUID id, String name) {
    static final String USER = "user";
    static final String GROUP = "group";

    public boolean isGroup() {
        return type.equals(GROUP);
    }

    public static JsonArray toJson(List<Party> parties) {
        JsonArray all = new JsonArray();
        parties.forEach(party -> all.add(new JsonObject()
                .put("type", party.type)
                .put("id", party.id.toString())
                .put("name", party.name)));
        return all;
    }

    public static List<Party> of(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Party(text(one, "type"), UUID.fromString(text(one, "id")), text(one, "name")))
                .toList();
    }

    private static String text(JsonObject object, String field) {
        return Objects.requireNonNull(object.getString(field), field);
    }
}
