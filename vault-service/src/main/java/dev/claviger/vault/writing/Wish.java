package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.image.Reminder;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.secret.Detail;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.transfer.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a secret is to become. Null means: as it is, or as nothing where there is none yet.
 *
 * @param handle what it is called now
 * @param newName how it is to be called
 * @param reminder without days, only the note is to change
 */
record Wish(
        Handle handle,
        @Nullable SecretName newName,
        @Nullable Secret value,
        @Nullable String comment,
        @Nullable List<Metadatum> metadata,
        @Nullable Boolean skipMultilineEncoding,
        @Nullable Reminder reminder,
        @Nullable TagWish tags) {
    private static final long MAX_DAYS = 36_500;
    private static final int MAX_NOTE = 1024;

    /** Reads and checks one secret of a request. */
    static Wish parse(Bodies.Item body, SecretConfig config) {
        Handle handle = Handle.parse(body.secretKey(), body.type());
        @Nullable String newName = body.newSecretName();
        @Nullable Secret value = body.secretValue();
        return new Wish(
                handle,
                newName == null || newName.isEmpty() ? null : newName(newName, handle),
                value == null ? null : ValueText.clean(value, config.maxValueBytes()),
                body.secretComment() == null ? null : body.secretComment().strip(),
                metadata(body.secretMetadata()),
                body.skipMultilineEncoding(),
                reminder(body.secretReminderRepeatDays(), body.secretReminderNote()),
                handle.personal() ? null : TagWish.only(body.tagIds()));
    }

    /** Reads and checks one secret of a file. Its value stays as it is, white space at the ends included. */
    static Wish parse(Line line, SecretConfig config) {
        @Nullable List<Metadatum> metadata = line.metadata();
        if (metadata != null && metadata.stream().anyMatch(entry -> entry.key().isBlank())) {
            throw InvalidInput.of("secretMetadata", "Every entry needs a key");
        }
        return new Wish(
                Handle.parse(line.name(), "shared"),
                null,
                ValueText.exact(line.value(), config.maxValueBytes()),
                line.comment(),
                metadata,
                line.skipMultilineEncoding(),
                null,
                line.tags() == null || line.tags().isEmpty() ? null : TagWish.more(new ArrayList<>(line.tags())));
    }

    /** Whether it would leave the secret as it is. */
    boolean isMet(View view, Entry present) {
        StoredSecret stored = present.secret();
        Detail detail = view.wholeDetail(present);
        return value != null
                && value.matches(view.value(present))
                && detail(detail).equals(detail)
                && skipMultilineEncoding(stored.skipMultilineEncoding()) == stored.skipMultilineEncoding()
                && (tags == null || tags.isMet(stored.tags()));
    }

    /** Wishes for other tags and nothing else. */
    static Wish tags(SecretName name, TagWish tags) {
        return new Wish(Handle.shared(name), null, null, null, null, null, null, tags);
    }

    /** Checks the wish for a secret that is to be created. */
    void requireNew() {
        name().requireNew("secretName");
        if (value == null) {
            throw InvalidInput.of("secretValue", "Required");
        }
    }

    Wish withoutNewName() {
        return newName == null
                ? this
                : new Wish(handle, null, value, comment, metadata, skipMultilineEncoding, reminder, tags);
    }

    boolean renames() {
        return !finalName().equals(name());
    }

    SecretName name() {
        return handle.name();
    }

    boolean isPersonal() {
        return handle.personal();
    }

    Secret valueOr(Secret present) {
        return value == null ? present : value;
    }

    SecretName finalName() {
        return newName == null ? name() : newName;
    }

    Detail detail(Detail present) {
        return new Detail(
                comment == null ? present.comment() : comment, metadata == null ? present.metadata() : metadata);
    }

    boolean skipMultilineEncoding(boolean present) {
        return skipMultilineEncoding == null ? present : skipMultilineEncoding;
    }

    Reminder reminder(Reminder present) {
        if (reminder == null) {
            return present;
        }
        return reminder.days() == null && reminder.note() != null
                ? new Reminder(present.days(), reminder.note())
                : reminder;
    }

    /** @param known all tags of the project, when the wish is about tags */
    List<StoredTag> tags(List<StoredTag> present, List<StoredTag> known) {
        return tags == null ? present : tags.resolve(present, known);
    }

    /** A personal secret is called like the shared one. */
    private static SecretName newName(String text, Handle handle) {
        if (handle.personal()) {
            throw InvalidInput.of("newSecretName", "Must be absent for personal secrets; rename the shared one");
        }
        SecretName name = SecretName.parse("newSecretName", text);
        name.requireNew("newSecretName");
        return name;
    }

    private static @Nullable List<Metadatum> metadata(@Nullable List<Bodies.@Nullable MetadatumBody> entries) {
        return entries == null
                ? null
                : entries.stream().filter(Objects::nonNull).map(Wish::metadatum).toList();
    }

    private static Metadatum metadatum(Bodies.MetadatumBody entry) {
        if (entry.key() == null || entry.key().isBlank()) {
            throw InvalidInput.of("secretMetadata", "Every entry needs a key");
        }
        return new Metadatum(
                entry.key().strip(),
                entry.value() == null ? "" : entry.value(),
                Boolean.TRUE.equals(entry.isEncrypted()));
    }

    /** Zero days mean no reminder; an empty note means none (http-api.md 1.1). */
    private static @Nullable Reminder reminder(@Nullable Long days, @Nullable String note) {
        @Nullable String words = note == null || note.isBlank() ? null : note.strip();
        if (words != null && (words.length() > MAX_NOTE || words.indexOf('\0') >= 0)) {
            throw InvalidInput.of("secretReminderNote", "Must be at most %d characters of text".formatted(MAX_NOTE));
        }
        if (days == null) {
            return words == null ? null : new Reminder(null, words);
        }
        if (days < 0 || days > MAX_DAYS) {
            throw InvalidInput.of("secretReminderRepeatDays", "Must be between 0 and %d".formatted(MAX_DAYS));
        }
        return days == 0 ? Reminder.NONE : new Reminder(days.intValue(), words);
    }
}
