package dev.claviger.sync.right;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Does work for a caller and records how it ended, before the answer leaves. */
@ApplicationScoped
public class Attempts {
    private final Outbox outbox;

    Attempts(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Fails as the work fails, and when its success cannot be recorded. */
    public <T> Uni<T> recorded(AccessEvent event, Supplier<Uni<T>> work) {
        return tried(event, work).call(() -> outbox.record(event));
    }

    /** As {@link #recorded}, for work that records its success itself, in the transaction that brings it about. */
    public <T> Uni<T> tried(AccessEvent event, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onFailure()
                .recoverWithUni(problem ->
                        record(event, problem).chain(() -> Uni.createFrom().failure(problem)));
    }

    /** A refusal goes out only after it was recorded; of what breaks off anyway the caller hears the first reason. */
    private Uni<Void> record(AccessEvent event, Throwable problem) {
        return switch (problem) {
            case NotAllowed refusal -> outbox.record(event.denied(refusal.reason()));
            case Failure refusal ->
                recordQuietly(event.failed(refusal.getClass().getSimpleName()));
            default -> recordQuietly(event.failed(problem.getClass().getSimpleName()));
        };
    }

    private Uni<Void> recordQuietly(AccessEvent failed) {
        return outbox.record(failed).onFailure().recoverWithNull();
    }
}
