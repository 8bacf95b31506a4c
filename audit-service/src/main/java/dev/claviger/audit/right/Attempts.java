package dev.claviger.audit.right;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** Does work for a caller and records, once, how it ended: before the answer leaves. */
@ApplicationScoped
public class Attempts {
    private final CurrentRequest current;
    private final Outbox outbox;

    Attempts(CurrentRequest current, Outbox outbox) {
        this.current = current;
        this.outbox = outbox;
    }

    /** Fails as the work fails, and when its success cannot be recorded. */
    public <T> Uni<T> recorded(String eventName, Function<Attempt, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Attempt attempt = new Attempt(current.event(eventName));
            return tried(attempt, work).call(done -> outbox.record(attempt.event()));
        });
    }

    /** As {@link #recorded}, for work that records its success itself, in the transaction that brings it about. */
    public <T> Uni<T> tried(String eventName, Function<Attempt, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> tried(new Attempt(current.event(eventName)), work));
    }

    private <T> Uni<T> tried(Attempt attempt, Function<Attempt, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> work.apply(attempt))
                .onFailure()
                .recoverWithUni(problem -> record(attempt.event(), problem)
                        .chain(() -> Uni.createFrom().failure(problem)));
    }

    /** A refusal goes out only after it was recorded; of what breaks off anyway the caller hears the first reason. */
    private Uni<Void> record(AccessEvent event, Throwable problem) {
        return switch (problem) {
            case NotAllowed refusal -> outbox.record(event.denied(refusal.reason()));
            case InvalidInput refusal -> outbox.record(event.failed("invalid input"));
            case Failure refusal ->
                recordQuietly(event.failed(refusal.getClass().getSimpleName()));
            default -> recordQuietly(event.failed(problem.getClass().getSimpleName()));
        };
    }

    private Uni<Void> recordQuietly(AccessEvent failed) {
        return outbox.record(failed).onFailure().recoverWithNull();
    }
}
