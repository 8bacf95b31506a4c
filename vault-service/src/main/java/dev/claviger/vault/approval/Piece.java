package dev.claviger.vault.approval;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one secret of a proposed change.
 *
 * @param op create, update or delete
 * @param newKey how it is to be called; null where the name stays
 * @param secretId the secret of that name when it was proposed; null where there was none
 * @param version its version then
 */
public record Piece(
        String op,
        String key,
        @Nullable String newKey,
        @Nullable UUID secretId,
        int version) {

    static JsonArray toJson(List<Piece> pieces) {
        JsonArray all = new JsonArray();
        pieces.forEach(piece -> all.add(new JsonObject()
                .put("op", piece.op)
                .put("key", piece.key)
                .put("newKey", piece.newKey)
                .put("secretId", piece.secretId == null ? null : piece.secretId.toString())
                .put("version", piece.version)));
        return all;
    }

    static List<Piece> of(JsonArray stored) {
        return stored.stream()
                .map(JsonObject.class::cast)
                .map(one -> new Piece(
                        Objects.requireNonNull(one.getString("op")),
                        Objects.requireNonNull(one.getString("key")),
                        one.getString("newKey"),
                        id(one.getString("secretId")),
                        one.getInteger("version", 0)))
                .toList();
    }

    private static @Nullable UUID id(@Nullable String text) {
        return text == null ? null : UUID.fromString(text);
    }
}
