package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.orgright.Right;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Administrative acts: the right is checked first, the deed and its record commit together, and a refusal is recorded too.
 *
 * <p>Within the transaction of a change the rights of the caller are read again, and nobody can change them before it ends: of a grant
 * and the withdrawal of the right to it, the one that comes second sees the first.
 */
@ApplicationScoped
public class Acts {
    private final Outbox outbox;
    private final Standing standing;
    private final ReachStore reaches;
    private final CurrentRequest current;

    Acts(Outbox outbox, Standing standing, ReachStore reaches, CurrentRequest current) {
        this.outbox = outbox;
        this.standing = standing;
        this.reaches = reaches;
        this.current = current;
    }

    /**
     * Runs the work in a transaction, if the caller may. The work records its own success.
     *
     * @param attempt the event that is recorded as denied when the act is refused
     * @param right what the caller must be allowed to, for example {@code MEMBER.to(EDIT)}
     */
    public <T> Uni<T> perform(AccessEvent attempt, Right right, Function<RecordedTransaction, Uni<T>> work) {
        return perform(attempt, right, Acts::open, work);
    }

    /**
     * As {@link #perform}, for an act that somebody else has to agree to as well.
     *
     * @param gate fails with the reason why not; whoever has not the right does not get so far
     */
    <T> Uni<T> perform(
            AccessEvent attempt, Right right, Supplier<Uni<Void>> gate, Function<RecordedTransaction, Uni<T>> work) {
        return recorded(
                attempt,
                () -> allowed(right, gate, tx -> right.isReading() ? work.apply(tx) : sharing(tx, right, work)));
    }

    /** As {@link #perform}, for work that changes the rights of somebody who is there already: it waits for all others to end. */
    public <T> Uni<T> rearrange(AccessEvent attempt, Right right, Function<RecordedTransaction, Uni<T>> work) {
        return rearrange(attempt, right, Acts::open, work);
    }

    /** As {@link #rearrange}, for an act that somebody else has to agree to as well. */
    <T> Uni<T> rearrange(
            AccessEvent attempt, Right right, Supplier<Uni<Void>> gate, Function<RecordedTransaction, Uni<T>> work) {
        return recorded(attempt, () -> allowed(right, gate, tx -> alone(tx, right, work)));
    }

    /**
     * As {@link #rearrange}, for an act that a project allows instead of the organisation.
     *
     * @param gate fails with the reason why not
     */
    public <T> Uni<T> rearrangeAdmitted(
            AccessEvent attempt, Supplier<Uni<Void>> gate, Function<RecordedTransaction, Uni<T>> work) {
        return recorded(
                attempt,
                () -> gate.get()
                        .chain(() -> outbox.transaction(
                                tx -> reaches.hold(tx, current.caller().orgId())
                                        .chain(() -> reaches.of(tx, current.caller()))
                                        .invoke(standing::set)
                                        .chain(() -> work.apply(tx)))));
    }

    /** As {@link #rearrangeAdmitted}, for work that only reads. */
    public <T> Uni<T> readAdmitted(
            AccessEvent attempt, Supplier<Uni<Void>> gate, Function<RecordedTransaction, Uni<T>> work) {
        return recorded(attempt, () -> gate.get().chain(() -> outbox.transaction(work)));
    }

    private <T> Uni<T> recorded(AccessEvent attempt, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .<T>deferred(work)
                .onFailure(Acts::isRefusal)
                .call(refusal -> outbox.record(attempt.denied(((Failure) refusal).text())));
    }

    /** The gate of what nobody else has to agree to. */
    static Uni<Void> open() {
        return Uni.createFrom().voidItem();
    }

    private <T> Uni<T> allowed(Right right, Supplier<Uni<Void>> gate, Function<RecordedTransaction, Uni<T>> work) {
        standing.require(right);
        return gate.get().chain(() -> outbox.transaction(work));
    }

    private <T> Uni<T> sharing(RecordedTransaction tx, Right right, Function<RecordedTransaction, Uni<T>> work) {
        return reaches.share(tx, current.caller().orgId())
                .call(() -> again(tx, right))
                .chain(() -> work.apply(tx));
    }

    private <T> Uni<T> alone(RecordedTransaction tx, Right right, Function<RecordedTransaction, Uni<T>> work) {
        return reaches.hold(tx, current.caller().orgId())
                .call(() -> again(tx, right))
                .chain(() -> work.apply(tx));
    }

    private Uni<Reach> again(RecordedTransaction tx, Right right) {
        return reaches.of(tx, current.caller()).invoke(standing::set).invoke(() -> standing.require(right));
    }

    /** Whether someone decided against it, as opposed to something being away. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }
}
