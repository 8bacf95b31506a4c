package dev.claviger.vault.rotation;

import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyjob.Damage;
import dev.claviger.vault.keyjob.Job;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.keyjob.Progress;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyjob.State;
import dev.claviger.vault.keyjob.Work;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.rotation.KeysetStore.StoredKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a project a new key: first the key, then all content, then the old keys go.
 *
 * <p>The keyset changes twice, each time with the project locked and with a new revision. In between rows are sealed anew one by one;
 * whoever still looks at them as they were has a keyset that opens them, for it is remembered together with them. What does not open
 * keeps the old keys alive, and the job ends as incomplete.
 */
@ApplicationScoped
class Rotation implements Work {
    static final String FIRST_STEP = "key";
    private static final String VERSIONS = "versions";
    private static final String PERSONAL = "personal";
    private static final String WEBHOOKS = "webhooks";
    private static final String PROPOSALS = "proposals";
    private static final String LAST_STEP = "old-keys";

    private final KeysetStore keysets;
    private final CiphertextStore ciphertexts;
    private final ProjectKeys keys;
    private final Projects projects;
    private final Vertx workers;
    private final Clock clock;

    /** What was locked, sealed anew as far as it opens. */
    private record Resealed(List<Ciphertext> done, List<Damage> damages) {}

    Rotation(
            KeysetStore keysets,
            CiphertextStore ciphertexts,
            ProjectKeys keys,
            Projects projects,
            Vertx workers,
            Clock clock) {
        this.keysets = keysets;
        this.ciphertexts = ciphertexts;
        this.keys = keys;
        this.projects = projects;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.ROTATION;
    }

    @Override
    public String endName() {
        return "finish-project-key-rotation";
    }

    @Override
    public Uni<Progress> next(RecordedTransaction tx, Job job) {
        return keysets.find(tx, job.project())
                .chain(found -> found.map(keyset -> next(tx, job, keyset))
                        .orElseGet(() -> Uni.createFrom().item(job.progress().ended(State.CANCELLED))));
    }

    private Uni<Progress> next(RecordedTransaction tx, Job job, StoredKeyset keyset) {
        return switch (job.progress().step()) {
            case FIRST_STEP -> addKey(tx, job, keyset);
            case VERSIONS -> reseal(tx, job, keyset, Shelf.VERSIONS, PERSONAL);
            case PERSONAL -> reseal(tx, job, keyset, Shelf.PERSONAL, WEBHOOKS);
            case WEBHOOKS -> reseal(tx, job, keyset, Shelf.WEBHOOKS, PROPOSALS);
            case PROPOSALS -> reseal(tx, job, keyset, Shelf.PROPOSALS, LAST_STEP);
            case LAST_STEP -> dropKeys(tx, job, keyset);
            default ->
                throw new IllegalStateException(
                        "a rotation has no step " + job.progress().step());
        };
    }

    private Uni<Progress> addKey(RecordedTransaction tx, Job job, StoredKeyset keyset) {
        return keys.withNewKey(job.project(), keyset.keyset().bytes())
                .chain(changed -> replace(tx, job.project(), keyset, changed, null))
                .chain(() -> ciphertexts.count(tx, job.project(), null))
                .map(total -> job.progress().outOf(total).at(VERSIONS));
    }

    /** The new keyset is at hand before the lock, so that writers do not wait for a root key that is far away. */
    private Uni<Void> replace(
            RecordedTransaction tx, UUID projectId, StoredKeyset old, byte[] keyset, @Nullable Instant rotatedAt) {
        return projects.bump(tx, projectId)
                .chain(() -> keysets.replace(tx, projectId, old.keyset(), keyset, rotatedAt))
                .invoke(replaced -> {
                    if (!replaced) {
                        throw new KeysetMoved();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Progress> reseal(RecordedTransaction tx, Job job, StoredKeyset keyset, Shelf shelf, String following) {
        Progress progress = job.progress();
        return keys.open(job.project(), keyset.keyset().bytes())
                .chain(cipher -> ciphertexts
                        .list(tx, shelf, job.project(), progress.after(), cipher.prefix())
                        .chain(places -> places.isEmpty()
                                ? Uni.createFrom().item(progress.at(following))
                                : reseal(tx, progress, shelf, cipher, places)));
    }

    private Uni<Progress> reseal(
            RecordedTransaction tx, Progress progress, Shelf shelf, ProjectCipher cipher, List<Cursor> places) {
        return ciphertexts
                .lock(tx, shelf, places)
                .chain(locked -> workers.executeBlocking(() -> resealed(shelf, cipher, locked), false))
                .call(resealed -> ciphertexts.replace(tx, shelf, resealed.done()))
                .map(resealed ->
                        progress.passed(places.getLast(), resealed.done().size(), resealed.damages()));
    }

    /** On a worker, for it takes the processor for a while. */
    private static Resealed resealed(Shelf shelf, ProjectCipher cipher, List<Ciphertext> locked) {
        List<Ciphertext> done = new ArrayList<>();
        List<Damage> damages = new ArrayList<>();
        for (Ciphertext ciphertext : locked) {
            try {
                done.add(ciphertext.resealed(cipher));
            } catch (UnopenableException damaged) {
                Cursor at = ciphertext.at();
                damages.add(new Damage(shelf.content(), at.id(), at.version()));
            }
        }
        return new Resealed(done, damages);
    }

    private Uni<Progress> dropKeys(RecordedTransaction tx, Job job, StoredKeyset keyset) {
        Progress progress = job.progress();
        return keys.open(job.project(), keyset.keyset().bytes())
                .chain(cipher -> ciphertexts.count(tx, job.project(), cipher.prefix()))
                .chain(left -> {
                    if (left == 0) {
                        return keys.withoutOldKeys(
                                        job.project(), keyset.keyset().bytes())
                                .chain(changed -> replace(tx, job.project(), keyset, changed, clock.instant()))
                                .replaceWith(progress.ended(State.DONE));
                    }
                    boolean onlyDamaged = left == progress.unopenable();
                    return Uni.createFrom()
                            .item(onlyDamaged ? progress.ended(State.INCOMPLETE) : progress.again(VERSIONS));
                });
    }
}
