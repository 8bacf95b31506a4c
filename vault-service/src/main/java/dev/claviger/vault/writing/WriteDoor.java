package dev.claviger.vault.writing;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import dev.claviger.vault.secret.SecretConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all write routes have in common: both API versions read the same bodies and end here, and every attempt ends recorded. */
@ApplicationScoped
class WriteDoor {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final Writes writes;
    private final Moves moves;
    private final SecretConfig config;

    WriteDoor(CurrentRequest current, Attempts attempts, Writes writes, Moves moves, SecretConfig config) {
        this.current = current;
        this.attempts = attempts;
        this.writes = writes;
        this.moves = moves;
        this.config = config;
    }

    Uni<Written> create(String name, Bodies.@Nullable One body) {
        Bodies.One given = body == null ? Bodies.One.EMPTY : body;
        return write("create-secret", given, () -> new Change.Creation(wishes(List.of(given.item(name)))));
    }

    Uni<Written> update(String name, Bodies.@Nullable One body) {
        Bodies.One given = body == null ? Bodies.One.EMPTY : body;
        return write(
                "update-secret",
                given,
                () -> new Change.Update(wishes(List.of(given.item(name))), Mode.FAIL_ON_NOT_FOUND));
    }

    Uni<Written> delete(String name, Bodies.@Nullable One body) {
        Bodies.One given = body == null ? Bodies.One.EMPTY : body;
        return write("delete-secret", given, () -> new Change.Deletion(handles(List.of(given.item(name)))));
    }

    /** Gives a secret more tags. */
    Uni<Written> tag(String name, Bodies.@Nullable Tagging body) {
        return retag(name, body, TagWish::more);
    }

    /** Takes tags off a secret. */
    Uni<Written> untag(String name, Bodies.@Nullable Tagging body) {
        return retag(name, body, TagWish::fewer);
    }

    private Uni<Written> retag(
            String name, Bodies.@Nullable Tagging body, Function<@Nullable List<@Nullable String>, TagWish> wish) {
        Bodies.Tagging given = body == null ? Bodies.Tagging.EMPTY : body;
        return write("update-secret", given, () -> {
            Handle handle = Handle.parse(name, given.type());
            if (handle.personal()) {
                throw InvalidInput.of("type", "Must be shared: personal secrets have the tags of the shared ones");
            }
            return new Change.Update(
                    List.of(Wish.tags(handle.name(), wish.apply(given.tagSlugs()))), Mode.FAIL_ON_NOT_FOUND);
        });
    }

    Uni<Written> createMany(Bodies.@Nullable Many body) {
        Bodies.Many given = body == null ? Bodies.Many.EMPTY : body;
        return write("create-secrets", given, () -> new Change.Creation(wishes(items(given))));
    }

    Uni<Written> updateMany(Bodies.@Nullable Many body) {
        Bodies.Many given = body == null ? Bodies.Many.EMPTY : body;
        return write("update-secrets", given, () -> new Change.Update(wishes(items(given)), Mode.parse(given.mode())));
    }

    Uni<Written> deleteMany(Bodies.@Nullable Many body) {
        Bodies.Many given = body == null ? Bodies.Many.EMPTY : body;
        return write("delete-secrets", given, () -> new Change.Deletion(handles(items(given))));
    }

    Uni<Moved> move(Bodies.@Nullable Move body) {
        Bodies.Move given = body == null ? Bodies.Move.EMPTY : body;
        Attempt attempt = new Attempt(current.caller(), current.event("move-secrets"));
        return attempts.recorded(
                attempt, () -> moves.move(Move.parse(given), attempt).replaceWith(Moved.BOTH));
    }

    private Uni<Written> write(String event, Bodies.Located body, Supplier<Change> change) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> writes.write(Spot.parse(body), change.get(), attempt));
    }

    private List<Wish> wishes(List<Bodies.Item> items) {
        return items.stream().map(item -> Wish.parse(item, config)).toList();
    }

    private static List<Handle> handles(List<Bodies.Item> items) {
        return items.stream()
                .map(item -> Handle.parse(item.secretKey(), item.type()))
                .toList();
    }

    private static List<Bodies.Item> items(Bodies.Many body) {
        if (body.secrets() == null || body.secrets().isEmpty()) {
            throw InvalidInput.of("secrets", "Must have at least one entry");
        }
        return body.secrets().stream()
                .map(item -> Objects.requireNonNullElse(item, Bodies.Item.EMPTY))
                .map(item -> requireNoMove(item, body))
                .toList();
    }

    /** An entry may say where it is, in any spelling of that; not where it is to be. */
    private static Bodies.Item requireNoMove(Bodies.Item item, Bodies.Many body) {
        if (item.secretPath() != null
                && !item.secretPath().isEmpty()
                && !SecretPath.parse("secrets.secretPath", item.secretPath())
                        .equals(SecretPath.parse("secretPath", body.secretPath()))) {
            throw NotPossible.move();
        }
        return item;
    }
}
