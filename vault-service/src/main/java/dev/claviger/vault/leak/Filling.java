package dev.claviger.vault.leak;

import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.fingerprint.FingerprintConfig;
import dev.claviger.vault.fingerprint.Fingerprints;
import dev.claviger.vault.keyjob.Damage;
import dev.claviger.vault.keyjob.Job;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.keyjob.Progress;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyjob.State;
import dev.claviger.vault.keyjob.Work;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.Fingerprint;
import dev.claviger.vault.keyring.FingerprintKey;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.leak.UnfilledStore.Filled;
import dev.claviger.vault.leak.UnfilledStore.Kept;
import dev.claviger.vault.leak.UnfilledStore.Unfilled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills in the fingerprints that values have not got yet, in all organisations: those that were stored before there were any, by a replica
 * of an older release, or while a key was not at hand. What does not open is left without, and its organisation stays incomplete.
 */
@ApplicationScoped
class Filling implements Work {
    static final String FIRST_STEP = "count";
    private static final String VERSIONS = "versions";
    private static final String PERSONAL = "personal";
    private static final String LAST_STEP = "rest";

    private final UnfilledStore store;
    private final ProjectKeys keys;
    private final Fingerprints fingerprints;
    private final FingerprintConfig config;
    private final Vertx workers;

    /** A value with the keys that open it and make its fingerprint. */
    private record Opened(Unfilled unfilled, ProjectCipher cipher, FingerprintKey key) {}

    /** What was locked, as far as it opens. */
    private record Made(List<Filled> done, List<Damage> damages) {}

    Filling(UnfilledStore store, ProjectKeys keys, Fingerprints fingerprints, FingerprintConfig config, Vertx workers) {
        this.store = store;
        this.keys = keys;
        this.fingerprints = fingerprints;
        this.config = config;
        this.workers = workers;
    }

    @Override
    public Kind kind() {
        return Kind.FINGERPRINT;
    }

    @Override
    public String endName() {
        return "finish-fingerprint-filling";
    }

    @Override
    public Uni<Progress> next(RecordedTransaction tx, Job job) {
        Progress progress = job.progress();
        return switch (progress.step()) {
            case FIRST_STEP ->
                store.count(tx).map(total -> progress.outOf(total).at(VERSIONS));
            case VERSIONS -> some(tx, progress, Kept.VERSIONS, PERSONAL);
            case PERSONAL -> some(tx, progress, Kept.PERSONAL, LAST_STEP);
            case LAST_STEP -> store.count(tx).map(left -> end(progress, left));
            default -> throw new IllegalStateException("a filling has no step " + progress.step());
        };
    }

    /** What is left over was locked by somebody, was written meanwhile, or does not open. */
    private static Progress end(Progress progress, long left) {
        if (left == 0) {
            return progress.ended(State.DONE);
        }
        return left <= progress.unopenable() ? progress.ended(State.INCOMPLETE) : progress.again(VERSIONS);
    }

    private Uni<Progress> some(RecordedTransaction tx, Progress progress, Kept kept, String following) {
        return store.list(tx, kept, progress.after())
                .chain(places -> places.isEmpty()
                        ? Uni.createFrom().item(progress.at(following))
                        : fill(tx, progress, kept, places));
    }

    private Uni<Progress> fill(RecordedTransaction tx, Progress progress, Kept kept, List<Cursor> places) {
        List<Damage> damages = new ArrayList<>();
        return store.lock(tx, kept, places)
                .chain(locked -> open(locked, kept, damages))
                .chain(opened -> workers.executeBlocking(() -> made(opened, kept), false))
                .invoke(made -> damages.addAll(made.damages()))
                .call(made -> store.fill(tx, kept, made.done()))
                .map(made -> progress.passed(places.getLast(), made.done().size(), damages));
    }

    private Uni<List<Opened>> open(List<Unfilled> locked, Kept kept, List<Damage> damages) {
        List<Opened> opened = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Unfilled one : locked) {
            done = done.chain(() -> open(one).invoke(opened::add).replaceWithVoid())
                    .onFailure(UnopenableException.class)
                    .recoverWithUni(() -> note(damage(one, kept), damages));
        }
        return done.replaceWith(opened);
    }

    private Uni<Opened> open(Unfilled one) {
        return keys.open(one.projectId(), one.keyset().bytes())
                .chain(cipher -> fingerprints.key(one.orgId()).map(key -> new Opened(one, cipher, key)));
    }

    private static Uni<Void> note(Damage damage, List<Damage> damages) {
        return Uni.createFrom().voidItem().invoke(() -> damages.add(damage));
    }

    /** On a worker, for it takes the processor for a while. */
    private Made made(List<Opened> opened, Kept kept) {
        Made made = new Made(new ArrayList<>(), new ArrayList<>());
        for (Opened one : opened) {
            try {
                made.done().add(filled(one));
            } catch (UnopenableException damaged) {
                made.damages().add(damage(one.unfilled(), kept));
            }
        }
        return made;
    }

    private Filled filled(Opened one) {
        Cursor at = one.unfilled().at();
        byte[] value = one.cipher()
                .open(Field.VALUE, at.id(), at.version(), one.unfilled().value());
        Fingerprint found = value.length < config.minValueBytes()
                ? Fingerprint.NONE
                : one.key().of(value);
        return new Filled(at, found);
    }

    private static Damage damage(Unfilled one, Kept kept) {
        String content = kept == Kept.VERSIONS ? "secret-version" : "personal-secret";
        return new Damage(content, one.at().id(), one.at().version());
    }
}
