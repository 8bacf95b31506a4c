package dev.claviger.vault.rootkey;

import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyjob.Damage;
import dev.claviger.vault.keyjob.Job;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.keyjob.Progress;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyjob.State;
import dev.claviger.vault.keyjob.Work;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.rootkey.RootKeyStore.Wrapped;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wraps keysets anew with the first root key.
 *
 * <p>A keyset is replaced only while it is still the one that was unwrapped; one that changed meanwhile comes up again. The keys in it stay
 * the same, so nobody who has them opened notices, and no revision moves.
 */
@ApplicationScoped
class RootKeyRewrap implements Work {
    static final String FIRST_STEP = "count";
    private static final String KEYSETS = "keysets";
    private static final int AT_ONCE = 20;

    private final RootKeyStore store;
    private final ProjectKeys keys;
    private final RootRing ring;
    private final KeyJobs jobs;
    private final RootKeyConfig config;

    /** A keyset under the first root key; null when it does not open. */
    private record Rewrapped(Wrapped old, @Nullable Sealed keyset) {}

    RootKeyRewrap(RootKeyStore store, ProjectKeys keys, RootRing ring, KeyJobs jobs, RootKeyConfig config) {
        this.store = store;
        this.keys = keys;
        this.ring = ring;
        this.jobs = jobs;
        this.config = config;
    }

    void startIfConfigured() {
        if (config.rewrapAtStart()) {
            jobs.startForAll(Kind.REWRAP, FIRST_STEP)
                    .subscribe()
                    .with(
                            started -> {},
                            failed -> Log.warnf(
                                    "no rewrap at start cause=%s",
                                    failed.getClass().getName()));
        }
    }

    @Override
    public Kind kind() {
        return Kind.REWRAP;
    }

    @Override
    public String endName() {
        return "finish-root-key-rewrap";
    }

    @Override
    public Uni<Progress> next(RecordedTransaction tx, Job job) {
        return switch (job.progress().step()) {
            case FIRST_STEP ->
                store.countOthers(tx, ring.first(), job.orgId())
                        .map(total -> job.progress().outOf(total).at(KEYSETS));
            case KEYSETS -> some(tx, job);
            default ->
                throw new IllegalStateException(
                        "a rewrap has no step " + job.progress().step());
        };
    }

    private Uni<Progress> some(RecordedTransaction tx, Job job) {
        return store.others(
                        tx, ring.first(), job.orgId(), job.progress().after().id(), AT_ONCE)
                .chain(found -> found.isEmpty() ? end(tx, job) : rewrap(tx, job.progress(), found));
    }

    /** What is left over has changed meanwhile and comes up again, or does not open. */
    private Uni<Progress> end(RecordedTransaction tx, Job job) {
        Progress progress = job.progress();
        return store.countOthers(tx, ring.first(), job.orgId()).map(left -> {
            if (left == 0) {
                return progress.ended(State.DONE);
            }
            return left == progress.unopenable() ? progress.ended(State.INCOMPLETE) : progress.again(KEYSETS);
        });
    }

    /** First all keysets are wrapped, which may take a while, and then the rows are locked. */
    private Uni<Progress> rewrap(RecordedTransaction tx, Progress progress, List<Wrapped> found) {
        List<Rewrapped> all = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Wrapped one : found) {
            done = done.chain(() -> rewrap(one)).invoke(all::add).replaceWithVoid();
        }
        return done.chain(() -> replace(tx, all)).map(replaced -> passed(progress, found, all));
    }

    private Uni<Rewrapped> rewrap(Wrapped one) {
        return keys.rewrapped(one.projectId(), one.keyset().bytes())
                .map(keyset -> new Rewrapped(one, Sealed.of(keyset)))
                .onFailure(UnopenableException.class)
                .recoverWithItem(damaged -> new Rewrapped(one, null));
    }

    private Uni<Void> replace(RecordedTransaction tx, List<Rewrapped> all) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Rewrapped one : all) {
            @Nullable Sealed keyset = one.keyset();
            if (keyset != null) {
                done = done.chain(() -> store.replace(tx, one.old(), keyset));
            }
        }
        return done;
    }

    private static Progress passed(Progress progress, List<Wrapped> found, List<Rewrapped> all) {
        List<Damage> damages = all.stream()
                .filter(one -> one.keyset() == null)
                .map(one -> new Damage("keyset", one.old().projectId(), 0))
                .toList();
        Cursor last = new Cursor(found.getLast().projectId(), 0);
        return progress.passed(last, found.size() - damages.size(), damages);
    }
}
