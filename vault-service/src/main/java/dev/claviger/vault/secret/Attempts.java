package dev.claviger.vault.secret;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.PermissionDenied;
import dev.claviger.vault.reference.ReferenceDenied;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/** Sees to it that an attempt that is refused leaves one event, too, before the caller learns of the refusal. */
@ApplicationScoped
public class Attempts {
    private final Outbox outbox;
    private final Gate gate;

    Attempts(Outbox outbox, Gate gate) {
        this.outbox = outbox;
        this.gate = gate;
    }

    /**
     * Does the work. A refusal is recorded as denied or, when it was not about rights, as an error; defects and outages are not, for
     * nothing was decided. Fails as the work fails, or as the outbox does.
     */
    public <T> Uni<T> recorded(Attempt attempt, Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .onFailure(Attempts::isRefusal)
                .recoverWithUni(refusal -> record(attempt.event(), refusal));
    }

    private static boolean isRefusal(Throwable problem) {
        return problem instanceof InvalidInput
                || (problem instanceof Failure failure && failure.kind() != Failure.Kind.UNAVAILABLE);
    }

    private <T> Uni<T> record(AccessEvent event, Throwable refusal) {
        return switch (refusal) {
            case PermissionDenied denied -> gate.refuse(denied, event);
            case ReferenceDenied denied -> gate.refuse(denied, event);
            case Failure failure -> fail(event.failed(failure.text()), refusal);
            default -> fail(event.failed("invalid input"), refusal);
        };
    }

    private <T> Uni<T> fail(AccessEvent event, Throwable refusal) {
        return outbox.record(event).chain(() -> Uni.createFrom().failure(refusal));
    }
}
