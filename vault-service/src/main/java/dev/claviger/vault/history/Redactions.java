package dev.claviger.vault.history;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Blanks the values of old versions for good (http-api.md 5.6): a value that should never have been stored, or that leaked. */
@ApplicationScoped
class Redactions {
    private final Views views;
    private final Projects projects;
    private final Images images;
    private final PastStore pasts;
    private final Outbox outbox;
    private final Clock clock;

    Redactions(Views views, Projects projects, Images images, PastStore pasts, Outbox outbox, Clock clock) {
        this.views = views;
        this.projects = projects;
        this.images = images;
        this.pasts = pasts;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A version without its value. */
    record RedactedVersion(
            UUID id,
            UUID secretId,
            String key,
            int version,
            boolean isRedacted,
            Instant redactedAt,
            Instant createdAt) {}

    /** The answer. */
    record Redacted(RedactedVersion secretVersion) {}

    /** Fails with {@link VersionNotFound} and {@link NotRestorable} among others. */
    Uni<Redacted> redact(UUID versionId, Attempt attempt) {
        return pasts.find(attempt.caller().orgId(), versionId)
                .map(found -> found.orElseThrow(VersionNotFound::new))
                .chain(seen -> views.open(attempt, new ProjectRef.ById(seen.projectId()))
                        .invoke(view -> requireRight(view, seen.past(), attempt))
                        .chain(view -> outbox.transaction(
                                tx -> projects.commit(tx, seen.projectId(), attempt.caller(), attempt.event())
                                        .chain(revision -> views.locked(tx, attempt, view, revision))
                                        .chain(now -> redact(tx, now, versionId, attempt)))));
    }

    private Uni<Redacted> redact(RecordedTransaction tx, View view, UUID versionId, Attempt attempt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // what the table keeps
        return pasts.find(tx, attempt.caller().orgId(), versionId)
                .map(found -> found.orElseThrow(VersionNotFound::new))
                .invoke(found -> requireRight(view, found.past(), attempt))
                .invoke(Redactions::requireOld)
                .call(found -> blank(tx, view, found.past(), attempt, now))
                .invoke(found -> tx.record(
                        attempt.event().about(List.of(ref(found.past()))).with("secretVersionId", versionId)))
                .map(found -> redacted(found.past(), now));
    }

    /** A ciphertext of nothing, so that every version opens. */
    private Uni<Void> blank(RecordedTransaction tx, View view, Past past, Attempt attempt, Instant now) {
        Place place = place(past);
        return images.current(tx, view.project().id(), new Place(place.environment(), "/"), List.of())
                .map(FolderImage.Folder.class::cast)
                .map(root -> view.seal(
                        root, Field.VALUE, past.secret().id(), past.secret().version(), new byte[0]))
                .chain(empty -> pasts.redact(
                        tx, past.versionId(), empty, attempt.caller().name(), now));
    }

    private static void requireRight(View view, Past past, Attempt attempt) {
        Place place = place(past);
        if (!past.allows(Action.DESCRIBE_SECRET, view, place)) {
            throw new VersionNotFound();
        }
        attempt.at(place);
        view.require(
                Action.DELETE,
                place,
                past.live() == null ? past.secret().key() : past.live().key(),
                past.liveTags());
    }

    private static void requireOld(PastStore.Located found) {
        if (found.isCurrent()) {
            throw NotRestorable.current();
        }
    }

    /** Versions of deleted secrets are destroyed with the secret instead. */
    private static Place place(Past past) {
        if (past.live() == null) {
            throw new VersionNotFound();
        }
        return past.live().place();
    }

    private static SecretRef ref(Past past) {
        Place place = place(past);
        return new SecretRef(
                past.secret().id(), past.secret().key(), past.secret().version(), place.environment(), place.path());
    }

    private static Redacted redacted(Past past, Instant now) {
        return new Redacted(new RedactedVersion(
                past.versionId(),
                past.secret().id(),
                past.secret().key(),
                past.secret().version(),
                true,
                now,
                past.secret().createdAt()));
    }
}
