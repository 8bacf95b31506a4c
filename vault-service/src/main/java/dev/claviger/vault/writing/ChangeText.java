package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.image.Reminder;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change of shared secrets as text, to be kept sealed until it is carried out. */
final class ChangeText {
    private ChangeText() {}

    static Secret of(Change change) {
        return Secret.of(text(change).encode());
    }

    private static JsonObject text(Change change) {
        return switch (change) {
            case Change.Creation(List<Wish> wishes) ->
                new JsonObject().put("kind", "create").put("wishes", wishes(wishes));
            case Change.Update(List<Wish> wishes, Mode mode) ->
                new JsonObject().put("kind", "update").put("mode", mode.name()).put("wishes", wishes(wishes));
            case Change.Deletion(List<Handle> handles) ->
                new JsonObject()
                        .put("kind", "delete")
                        .put(
                                "keys",
                                new JsonArray(handles.stream()
                                        .map(handle -> handle.name().text())
                                        .toList()));
            case Change.Several(List<Change> parts) ->
                new JsonObject()
                        .put("kind", "several")
                        .put(
                                "parts",
                                new JsonArray(
                                        parts.stream().map(ChangeText::text).toList()));
        };
    }

    static Change parse(Secret content) {
        return change(new JsonObject(content.reveal()));
    }

    private static Change change(JsonObject text) {
        return switch (text.getString("kind", "")) {
            case "create" -> new Change.Creation(wishes(text.getJsonArray("wishes")));
            case "update" ->
                new Change.Update(wishes(text.getJsonArray("wishes")), Mode.valueOf(text.getString("mode", "")));
            case "delete" ->
                new Change.Deletion(texts(text.getJsonArray("keys")).stream()
                        .map(ChangeText::handle)
                        .toList());
            case "several" ->
                new Change.Several(text.getJsonArray("parts").stream()
                        .map(JsonObject.class::cast)
                        .map(ChangeText::change)
                        .toList());
            default -> throw new IllegalStateException("a proposal of no known kind");
        };
    }

    private static JsonArray wishes(List<Wish> wishes) {
        return new JsonArray(wishes.stream().map(ChangeText::wish).toList());
    }

    private static JsonObject wish(Wish wish) {
        JsonObject text = new JsonObject().put("key", wish.name().text());
        put(text, "newName", wish.newName() == null ? null : wish.newName().text());
        put(text, "value", wish.value() == null ? null : wish.value().reveal());
        put(text, "comment", wish.comment());
        put(text, "metadata", wish.metadata() == null ? null : metadata(wish.metadata()));
        put(text, "skipMultilineEncoding", wish.skipMultilineEncoding());
        @Nullable Reminder reminder = wish.reminder();
        if (reminder != null) {
            text.put("reminder", new JsonObject().put("days", reminder.days()).put("note", reminder.note()));
        }
        @Nullable TagWish tags = wish.tags();
        if (tags != null) {
            text.put("tags", tags(tags));
        }
        return text;
    }

    private static void put(JsonObject text, String field, @Nullable Object value) {
        if (value != null) {
            text.put(field, value);
        }
    }

    private static JsonArray metadata(List<Metadatum> entries) {
        return new JsonArray(entries.stream()
                .map(entry -> new JsonObject()
                        .put("key", entry.key())
                        .put("value", entry.value())
                        .put("isEncrypted", entry.isEncrypted()))
                .toList());
    }

    private static JsonObject tags(TagWish tags) {
        return switch (tags) {
            case TagWish.Only(Set<UUID> ids) -> tags("only", ids);
            case TagWish.More(Set<String> slugs) -> tags("more", slugs);
            case TagWish.Fewer(Set<String> slugs) -> tags("fewer", slugs);
        };
    }

    private static JsonObject tags(String kind, Collection<?> which) {
        return new JsonObject()
                .put("kind", kind)
                .put("which", new JsonArray(which.stream().map(Object::toString).toList()));
    }

    private static List<Wish> wishes(JsonArray texts) {
        return texts.stream().map(JsonObject.class::cast).map(ChangeText::wish).toList();
    }

    private static Wish wish(JsonObject text) {
        @Nullable String newName = text.getString("newName");
        @Nullable String value = text.getString("value");
        @Nullable JsonArray metadata = text.getJsonArray("metadata");
        @Nullable JsonObject reminder = text.getJsonObject("reminder");
        @Nullable JsonObject tags = text.getJsonObject("tags");
        return new Wish(
                handle(Objects.requireNonNull(text.getString("key"))),
                newName == null ? null : new SecretName(newName),
                value == null ? null : Secret.of(value),
                text.getString("comment"),
                metadata == null ? null : metadata(metadata),
                text.getBoolean("skipMultilineEncoding"),
                reminder == null ? null : new Reminder(reminder.getInteger("days"), reminder.getString("note")),
                tags == null ? null : tags(tags));
    }

    private static List<Metadatum> metadata(JsonArray texts) {
        return texts.stream()
                .map(JsonObject.class::cast)
                .map(entry -> new Metadatum(
                        entry.getString("key", ""),
                        entry.getString("value", ""),
                        entry.getBoolean("isEncrypted", false)))
                .toList();
    }

    private static TagWish tags(JsonObject text) {
        Set<String> which = new HashSet<>(texts(text.getJsonArray("which")));
        return switch (text.getString("kind", "")) {
            case "only" -> new TagWish.Only(which.stream().map(UUID::fromString).collect(Collectors.toSet()));
            case "more" -> new TagWish.More(which);
            default -> new TagWish.Fewer(which);
        };
    }

    private static List<String> texts(JsonArray texts) {
        return texts.stream().map(Object::toString).toList();
    }

    private static Handle handle(String key) {
        return Handle.shared(new SecretName(key));
    }
}
