package dev.claviger.vault.writing;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.image.Reminder;
import dev.claviger.vault.secret.Detail;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a secret is to become. Null means: as it is, or as nothing where there is none yet.
 *
 * @param name how it is called now
 * @param newName how it is to be called
 * @param reminder without days, only the note is to change
 */
record Wish(
        SecretName name,
        @Nullable SecretName newName,
        @Nullable Secret value,
        @Nullable String comment,
        @Nullable List<Metadatum> metadata,
        @Nullable Boolean skipMultilineEncoding,
        @Nullable Reminder reminder) {
    private static final long MAX_DAYS = 36_500;
    private static final int MAX_NOTE = 1024;

    /** Reads and checks one secret of a request. */
    static Wish parse(Bodies.Item body, SecretConfig config) {
        requireShared(body.type());
        requireNoTags(body.tagIds());
        @Nullable String newName = body.newSecretName();
        @Nullable Secret value = body.secretValue();
        return new Wish(
                SecretName.parse("secretName", body.secretKey()),
                newName == null || newName.isEmpty() ? null : newName(newName),
                value == null ? null : ValueText.clean(value, config.maxValueBytes()),
                body.secretComment() == null ? null : body.secretComment().strip(),
                metadata(body.secretMetadata()),
                body.skipMultilineEncoding(),
                reminder(body.secretReminderRepeatDays(), body.secretReminderNote()));
    }

    /** Checks the wish for a secret that is to be created. */
    void requireNew() {
        name.requireNew("secretName");
        if (value == null) {
            throw InvalidInput.of("secretValue", "Required");
        }
    }

    Secret valueOr(Secret present) {
        return value == null ? present : value;
    }

    SecretName finalName() {
        return newName == null ? name : newName;
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

    static void requireShared(@Nullable String type) {
        if ("personal".equals(type)) {
            throw NotPossible.personal();
        }
        if (type != null && !type.isEmpty() && !type.equals("shared")) {
            throw InvalidInput.of("type", "Must be shared or personal");
        }
    }

    private static SecretName newName(String text) {
        SecretName name = SecretName.parse("newSecretName", text);
        name.requireNew("newSecretName");
        return name;
    }

    private static void requireNoTags(@Nullable List<@Nullable String> tagIds) {
        if (tagIds != null && tagIds.stream().anyMatch(id -> id != null && !id.isEmpty())) {
            throw new TagNotFound();
        }
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
