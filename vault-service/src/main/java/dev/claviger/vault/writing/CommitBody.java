package dev.claviger.vault.writing;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.FolderOrder;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of one folder as they come (http-api.md 5.7); every field may be absent. */
record CommitBody(
        @Nullable String projectId,
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String message,
        @Nullable Changes changes) {
    static final CommitBody EMPTY = new CommitBody(null, null, null, null, null);

    private static final int MAX_MESSAGE = 255;
    private static final String DEFAULT_MESSAGE = "commit changes";

    record Changes(@Nullable Secrets secrets, @Nullable Folders folders) {}

    record Secrets(
            @Nullable List<@Nullable Item> create,
            @Nullable List<@Nullable Item> update,
            @Nullable List<@Nullable Item> delete) {}

    record Folders(
            @Nullable List<FolderOrder.@Nullable Item> create,
            @Nullable List<FolderOrder.@Nullable Item> update,
            @Nullable List<FolderOrder.@Nullable Item> delete) {}

    /** One secret. Its type may be left out: personal secrets have no history to commit to. */
    record Item(
            @Nullable String secretKey,
            @Nullable String type,
            @Nullable String newSecretName,

            @JsonDeserialize(using = SecretText.class) @Nullable
            Secret secretValue,

            @Nullable String secretComment,
            @Nullable List<Bodies.@Nullable MetadatumBody> secretMetadata,
            @Nullable List<@Nullable String> tagIds,
            @Nullable Boolean skipMultilineEncoding) {
        private static final Item EMPTY = new Item(null, null, null, null, null, null, null, null);

        private Handle handle() {
            Handle handle = Handle.parse(secretKey, type);
            if (handle.personal()) {
                throw InvalidInput.of("type", "Must be shared: personal secrets are no part of a commit");
            }
            return handle;
        }

        private Wish wish(boolean fresh, SecretConfig config) {
            Handle handle = handle();
            return Wish.parse(
                    new Bodies.Item(
                            handle.name().text(),
                            null,
                            null,
                            fresh ? null : newSecretName,
                            secretValue,
                            secretComment,
                            secretMetadata,
                            tagIds,
                            skipMultilineEncoding,
                            null,
                            null),
                    config);
        }
    }

    CommitOrder parse(SecretConfig config) {
        @Nullable Secrets secrets = changes == null ? null : changes.secrets();
        @Nullable Folders folders = changes == null ? null : changes.folders();
        CommitOrder order = new CommitOrder(
                new Spot(
                        ProjectRef.id("projectId", projectId),
                        new Place(
                                EnvironmentSlug.parse("environment", environment)
                                        .text(),
                                SecretPath.parse("secretPath", secretPath).text())),
                message(message),
                secrets == null ? Optional.empty() : change(secrets, config),
                folders == null
                        ? FolderOrder.parse(null, null, null)
                        : FolderOrder.parse(folders.create(), folders.update(), folders.delete()));
        if (order.isNothing()) {
            throw InvalidInput.of("changes", "Must have at least one change of secrets or folders");
        }
        return order;
    }

    private static Optional<Change> change(Secrets secrets, SecretConfig config) {
        List<Item> created = items(secrets.create());
        List<Item> updated = items(secrets.update());
        List<Item> deleted = items(secrets.delete());
        List<Change> parts = new ArrayList<>();
        if (!created.isEmpty()) {
            parts.add(new Change.Creation(wishes(created, true, config)));
        }
        if (!updated.isEmpty()) {
            parts.add(new Change.Update(wishes(updated, false, config), Mode.FAIL_ON_NOT_FOUND));
        }
        if (!deleted.isEmpty()) {
            parts.add(new Change.Deletion(deleted.stream().map(Item::handle).toList()));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new Change.Several(parts));
    }

    private static List<Wish> wishes(List<Item> items, boolean fresh, SecretConfig config) {
        return items.stream().map(item -> item.wish(fresh, config)).toList();
    }

    private static List<Item> items(@Nullable List<@Nullable Item> given) {
        return given == null
                ? List.of()
                : given.stream()
                        .map(item -> Objects.requireNonNullElse(item, Item.EMPTY))
                        .toList();
    }

    private static String message(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return DEFAULT_MESSAGE;
        }
        String message = given.strip();
        if (message.length() > MAX_MESSAGE || message.indexOf('\0') >= 0) {
            throw InvalidInput.of("message", "Must be at most %d characters of text".formatted(MAX_MESSAGE));
        }
        return message;
    }
}
