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
import dev.claviger.vault.keyring.FingerprintKeys;
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
 * Wraps keysets, and the keys of organisations for fingerprints, anew with the root key that was the first one where the job was started; the job keeps its id in its step, for while
 * replicas are restarted one by one they do not agree on the first.
 *
 * <p>A keyset is replaced only while it is still the one that was unwrapped; one that changed meanwhile comes up again. The keys in it stay
 * the same, so nobody who has them opened notices, and no revision moves.
 */
@ApplicationScoped
class RootKeyRewrap implements Work {
    private static final String COUNT = "count ";
    private static final String KEYSETS = "keysets ";
    private static final int AT_ONCE = 10;

    private final RootKeyStore store;
    private final ProjectKeys keys;
    private final FingerprintKeys fingerprintKeys;
    private final RootRing ring;
    private final KeyJobs jobs;
    private final RootKeyConfig config;

    /** A keyset under the new root key; null when it does not open. */
    private record Rewrapped(Wrapped old, @Nullable Sealed keyset) {}

    RootKeyRewrap(
            RootKeyStore store,
            ProjectKeys keys,
            FingerprintKeys fingerprintKeys,
            RootRing ring,
            KeyJobs jobs,
            RootKeyConfig config) {
        this.store = store;
        this.keys = keys;
        this.fingerprintKeys = fingerprintKeys;
        this.ring = ring;
        this.jobs = jobs;
        this.config = config;
    }

    /** How a rewrap to the first root key of this replica begins. */
    String firstStep() {
        return COUNT + ring.first();
    }

    void startIfConfigured() {
        if (config.rewrapAtStart()) {
            jobs.startForAll(Kind.REWRAP, firstStep())
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
        String step = job.progress().step();
        String target = step.substring(step.indexOf(' ') + 1);
        if (!ring.ids().contains(target)) {
            return Uni.createFrom().failure(new KeyNotHere(target));
        }
        return step.startsWith(COUNT)
                ? store.countOthers(tx, target, job.orgId())
                        .map(total -> job.progress().outOf(total).at(KEYSETS + target))
                : some(tx, job, target);
    }

    private Uni<Progress> some(RecordedTransaction tx, Job job, String target) {
        return store.others(tx, target, job.orgId(), job.progress().after().id(), AT_ONCE)
                .chain(found -> found.isEmpty() ? end(tx, job, target) : rewrap(tx, job.progress(), target, found));
    }

    /** What is left over has changed meanwhile and comes up again, or does not open. */
    private Uni<Progress> end(RecordedTransaction tx, Job job, String target) {
        Progress progress = job.progress();
        return store.countOthers(tx, target, job.orgId()).map(left -> {
            if (left == 0) {
                return progress.ended(State.DONE);
            }
            return left == progress.unopenable() ? progress.ended(State.INCOMPLETE) : progress.again(progress.step());
        });
    }

    /** First all keysets are wrapped, which may take a while, and then the rows are locked. */
    private Uni<Progress> rewrap(RecordedTransaction tx, Progress progress, String target, List<Wrapped> found) {
        List<Rewrapped> all = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Wrapped one : found) {
            done = done.chain(() -> rewrap(one, target)).invoke(all::add).replaceWithVoid();
        }
        return done.chain(() -> replace(tx, all)).map(replaced -> passed(progress, found, all));
    }

    private Uni<Rewrapped> rewrap(Wrapped one, String target) {
        byte[] wrapped = one.keyset().bytes();
        Uni<byte[]> again = switch (one.owner()) {
            case PROJECT -> keys.rewrapped(one.ownerId(), wrapped, target);
            case ORGANIZATION -> fingerprintKeys.rewrapped(one.ownerId(), wrapped, target);
        };
        return again.map(keyset -> new Rewrapped(one, Sealed.of(keyset)))
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
                .map(one -> new Damage(kind(one.old().owner()), one.old().ownerId(), 0))
                .toList();
        Cursor last = new Cursor(found.getLast().ownerId(), 0);
        return progress.passed(last, found.size() - damages.size(), damages);
    }

    private static String kind(RootKeyStore.Owner owner) {
        return switch (owner) {
            case PROJECT -> "keyset";
            case ORGANIZATION -> "fingerprint-key";
        };
    }
}
