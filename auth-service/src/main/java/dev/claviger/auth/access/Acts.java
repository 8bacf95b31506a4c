package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Administrative acts: the right is checked first, the deed and its record commit together, and a refusal is recorded too. */
@ApplicationScoped
public class Acts {
    private final Outbox outbox;
    private final Standing standing;

    Acts(Outbox outbox, Standing standing) {
        this.outbox = outbox;
        this.standing = standing;
    }

    /**
     * Runs the work in a transaction, if the caller may. The work records its own success.
     *
     * @param attempt the event that is recorded as denied when the act is refused
     * @param right what the caller must be allowed to, for example {@code MEMBER.to(EDIT)}
     */
    public <T> Uni<T> perform(AccessEvent attempt, Right right, Function<RecordedTransaction, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> allowed(right, work))
                .onFailure(Acts::isRefusal)
                .call(refusal -> outbox.record(attempt.denied(((Failure) refusal).text())));
    }

    private <T> Uni<T> allowed(Right right, Function<RecordedTransaction, Uni<T>> work) {
        standing.require(right);
        return outbox.transaction(work);
    }

    /** Whether someone decided against it, as opposed to something being away. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure refusal && refusal.kind() != Failure.Kind.UNAVAILABLE;
    }
}
