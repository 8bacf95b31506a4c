package dev.claviger.vault.writing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.image.Author;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Reminder;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.rotated.SecretRotated;
import dev.claviger.vault.secret.Detail;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.View;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a change comes down to, given what is in the folder now. Refuses as a whole or not at all. Other rules may hold for
 * another name or other tags, so who changes those must be allowed to read the value as it is.
 */
@ApplicationScoped
class Planner {
    private static final Secret NOTHING = Secret.of("");

    private final Ids ids;
    private final Clock clock;
    private final SecretConfig config;

    Planner(Ids ids, Clock clock, SecretConfig config) {
        this.ids = ids;
        this.clock = clock;
        this.config = config;
    }

    /** @param tags all tags of the project, when the change is about tags */
    Plan plan(Change change, View view, FolderImage.Folder folder, List<StoredTag> tags, Caller caller) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
        Author author = new Author(caller.kind().text(), caller.id(), caller.name());
        return new Desk(view, folder, tags, author, now).plan(change);
    }

    /** Where one change is worked out. */
    private final class Desk {
        private final View view;
        private final FolderImage.Folder folder;
        private final List<StoredTag> tags;
        private final Author author;
        private final Instant now;

        Desk(View view, FolderImage.Folder folder, List<StoredTag> tags, Author author, Instant now) {
            this.view = view;
            this.folder = folder;
            this.tags = tags;
            this.author = author;
            this.now = now;
        }

        Plan plan(Change change) {
            return switch (change) {
                case Change.Creation(List<Wish> wishes) ->
                    Plan.created(wishes.stream().map(this::create).toList());
                case Change.Update(List<Wish> wishes, Mode mode) -> update(wishes, mode);
                case Change.Deletion(List<Handle> handles) ->
                    Plan.deleted(handles.stream()
                            .map(this::find)
                            .map(Desk::requireNotRotated)
                            .toList());
                case Change.Several(List<Change> parts) ->
                    Plan.together(parts.stream().map(this::plan).toList());
            };
        }

        private StoredSecret create(Wish wish) {
            if (wish.isPersonal()) {
                requireSharedAlone(wish);
            } else {
                requireFree(wish.name());
            }
            return seal(wish, ids.nextPublic(), 1, wish.valueOr(NOTHING), Detail.NONE, null);
        }

        private Plan update(List<Wish> wishes, Mode mode) {
            List<StoredSecret> created = new ArrayList<>();
            List<StoredSecret> updated = new ArrayList<>();
            List<StoredSecret> answer = new ArrayList<>();
            for (Wish wish : wishes) {
                Optional<StoredSecret> present = present(wish.handle());
                if (present.isPresent()) {
                    requireOurs(wish, present.get(), mode);
                    updated.add(next(wish, present.get(), mode));
                    answer.add(updated.getLast());
                } else if (mode == Mode.UPSERT) {
                    created.add(upsert(wish));
                    answer.add(created.getLast());
                } else if (mode != Mode.IGNORE) {
                    throw SecretNotFound.of(wish.name());
                }
            }
            return new Plan(created, updated, List.of(), answer);
        }

        /** What is not the value or the name may be changed by hand. Who may not read the value cannot find it out by trying. */
        private void requireOurs(Wish wish, StoredSecret present, Mode mode) {
            if (mode == Mode.ROTATION || !present.isRotated()) {
                return;
            }
            Entry entry = new Entry(folder, present, false);
            boolean sameValue = wish.value() == null
                    || (view.may(Action.READ_VALUE, folder.place(), present.key())
                            && wish.value().matches(view.value(entry)));
            if (!sameValue || wish.renames()) {
                throw SecretRotated.of(present.key());
            }
        }

        private static StoredSecret requireNotRotated(StoredSecret present) {
            if (present.isRotated()) {
                throw SecretRotated.of(present.key());
            }
            return present;
        }

        private StoredSecret upsert(Wish wish) {
            view.require(Action.CREATE, folder.place(), wish.name().text());
            wish.name().requireNew("secretKey");
            if (wish.renames()) {
                throw InvalidInput.of(
                        "newSecretName",
                        "Must be absent for '%s': there is no such secret to rename"
                                .formatted(wish.name().text()));
            }
            return create(wish);
        }

        private StoredSecret find(Handle handle) {
            return present(handle).orElseThrow(() -> SecretNotFound.of(handle.name()));
        }

        private Optional<StoredSecret> present(Handle handle) {
            String key = handle.name().text();
            if (!handle.personal()) {
                return Optional.ofNullable(folder.secrets().get(key));
            }
            var _ = requireUser();
            return view.personal(folder, key);
        }

        private UUID requireUser() {
            return view.user().orElseThrow(NotPossible::personal);
        }

        private void requireSharedAlone(Wish wish) {
            if (present(wish.handle()).isPresent()) {
                throw NotPossible.exists(wish.name());
            }
            if (!folder.secrets().containsKey(wish.name().text())) {
                throw NotPossible.personal();
            }
        }

        private List<StoredTag> tags(Wish wish) {
            @Nullable StoredSecret shared = folder.secrets().get(wish.name().text());
            return wish.tags(shared == null ? List.of() : shared.tags(), tags);
        }

        private StoredSecret next(Wish wish, StoredSecret present, Mode mode) {
            if (mode != Mode.ROTATION && (wish.renames() || changesTags(wish, present))) {
                view.require(Action.READ_VALUE, folder.place(), present.key(), present.tags());
            }
            if (wish.renames()) {
                requireFree(wish.finalName());
            }
            Entry entry = new Entry(folder, present, false);
            Secret value = wish.valueOr(view.value(entry));
            return seal(wish, present.id(), present.version() + 1, value, view.wholeDetail(entry), present);
        }

        private boolean changesTags(Wish wish, StoredSecret present) {
            return wish.tags() != null && !Set.copyOf(tags(wish)).equals(Set.copyOf(present.tags()));
        }

        private void requireFree(SecretName name) {
            if (folder.secrets().containsKey(name.text())) {
                throw NotPossible.exists(name);
            }
            if (view.project().autoCapitalization()) {
                name.requireCapitals();
            }
        }

        private StoredSecret seal(
                Wish wish, UUID id, int version, Secret value, Detail detail, @Nullable StoredSecret present) {
            List<StoredTag> marks = tags(wish);
            if (wish.tags() != null) {
                String action = present == null ? Action.CREATE : Action.EDIT;
                view.require(action, folder.place(), wish.finalName().text(), marks);
            }
            byte[] besides = wish.detail(detail).toBytes();
            if (besides.length > config.maxDetailBytes()) {
                throw new TooLarge("Comment and metadata of a secret", config.maxDetailBytes());
            }
            return new StoredSecret(
                    id,
                    wish.finalName().text(),
                    version,
                    seal(Field.VALUE, id, version, value.reveal().getBytes(UTF_8)),
                    seal(Field.DETAIL, id, version, besides),
                    wish.skipMultilineEncoding(present != null && present.skipMultilineEncoding()),
                    wish.reminder(present == null ? Reminder.NONE : present.reminder()),
                    marks,
                    wish.isPersonal() ? requireUser() : null,
                    present == null ? null : present.rotationId(),
                    author,
                    present == null ? now : present.createdAt(),
                    now);
        }

        private Sealed seal(Field field, UUID id, int version, byte[] plaintext) {
            return view.seal(folder, field, id, version, plaintext);
        }
    }
}
