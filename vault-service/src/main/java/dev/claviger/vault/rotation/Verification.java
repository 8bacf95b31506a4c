package dev.claviger.vault.rotation;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyjob.Damage;
import dev.claviger.vault.keyjob.Job;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.keyjob.Progress;
import dev.claviger.vault.keyjob.State;
import dev.claviger.vault.keyjob.Work;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Opens every ciphertext of a project and forgets it at once; tells which do not open. Changes nothing. */
@ApplicationScoped
class Verification implements Work {
    static final String FIRST_STEP = "count";
    private static final String VERSIONS = "versions";
    private static final String PERSONAL = "personal";
    private static final String WEBHOOKS = "webhooks";
    private static final String PROPOSALS = "proposals";

    private final KeysetStore keysets;
    private final CiphertextStore ciphertexts;
    private final ProjectKeys keys;
    private final Vertx workers;
    private final Counter opened;
    private final Counter unopenable;

    Verification(
            KeysetStore keysets, CiphertextStore ciphertexts, ProjectKeys keys, Vertx workers, MeterRegistry meters) {
        this.keysets = keysets;
        this.ciphertexts = ciphertexts;
        this.keys = keys;
        this.workers = workers;
        this.opened = meters.counter("claviger.keys.verified");
        this.unopenable = meters.counter("claviger.keys.unopenable");
    }

    @Override
    public Kind kind() {
        return Kind.VERIFICATION;
    }

    @Override
    public String endName() {
        return "finish-project-key-verification";
    }

    @Override
    public Uni<Progress> next(RecordedTransaction tx, Job job) {
        return switch (job.progress().step()) {
            case FIRST_STEP -> count(tx, job);
            case VERSIONS -> open(tx, job, Shelf.VERSIONS, job.progress().at(PERSONAL));
            case PERSONAL -> open(tx, job, Shelf.PERSONAL, job.progress().at(WEBHOOKS));
            case WEBHOOKS -> open(tx, job, Shelf.WEBHOOKS, job.progress().at(PROPOSALS));
            case PROPOSALS -> open(tx, job, Shelf.PROPOSALS, ended(job.progress()));
            default ->
                throw new IllegalStateException(
                        "a verification has no step " + job.progress().step());
        };
    }

    private Uni<Progress> count(RecordedTransaction tx, Job job) {
        return keysets.find(tx, job.project())
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(job.progress().ended(State.CANCELLED))
                        : ciphertexts
                                .count(tx, job.project(), null)
                                .map(total -> job.progress().outOf(total).at(VERSIONS)));
    }

    private static Progress ended(Progress progress) {
        return progress.ended(progress.unopenable() == 0 ? State.DONE : State.INCOMPLETE);
    }

    private Uni<Progress> open(RecordedTransaction tx, Job job, Shelf shelf, Progress following) {
        Progress progress = job.progress();
        return ciphertexts
                .list(tx, shelf, job.project(), progress.after(), null)
                .chain(places -> places.isEmpty()
                        ? Uni.createFrom().item(following)
                        : ciphertexts
                                .read(tx, shelf, job.project(), places)
                                .chain(bite -> damages(job.project(), shelf, bite)
                                        .invoke(found -> count(bite, found))
                                        .map(found -> progress.passed(
                                                places.getLast(),
                                                bite.ciphertexts().size(),
                                                found))));
    }

    private void count(CiphertextStore.Bite bite, List<Damage> found) {
        opened.increment(bite.ciphertexts().size() - found.size());
        unopenable.increment(found.size());
    }

    private Uni<List<Damage>> damages(UUID projectId, Shelf shelf, CiphertextStore.Bite bite) {
        if (bite.keyset().isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Sealed keyset = bite.keyset().orElseThrow();
        return keys.open(projectId, keyset.bytes())
                .chain(cipher -> workers.executeBlocking(() -> damages(shelf, cipher, bite.ciphertexts()), false));
    }

    /** On a worker, for it takes the processor for a while. */
    private static List<Damage> damages(Shelf shelf, ProjectCipher cipher, List<Ciphertext> ciphertexts) {
        return ciphertexts.stream()
                .filter(ciphertext -> !ciphertext.opens(cipher))
                .map(Ciphertext::at)
                .map(at -> new Damage(shelf.content(), at.id(), at.version()))
                .toList();
    }
}
