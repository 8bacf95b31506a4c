package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The door of every feature: asks the question and lets a refusal out only after it was recorded. */
@ApplicationScoped
public class Gate {
    private final Outbox outbox;

    Gate(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Completes when it is allowed. Otherwise records the attempt as denied and then fails with {@link PermissionDenied}; when it
     * cannot be recorded, fails as the outbox does.
     */
    public Uni<Void> require(
            Permissions permissions, String action, String subject, Resource resource, AccessEvent attempt) {
        Decision decision = permissions.decide(action, subject, resource);
        return decision.allowed()
                ? Uni.createFrom().voidItem()
                : refuse(new PermissionDenied(action, subject, decision), attempt);
    }

    /** Completes when the caller holds any rule at all in the project. */
    public Uni<Void> requireAny(Permissions permissions, String subject, AccessEvent attempt) {
        return permissions.isNothing()
                ? refuse(PermissionDenied.outright(Action.READ, subject), attempt)
                : Uni.createFrom().voidItem();
    }

    /** Does the work; when it fails because of a permission or its boundary, records the attempt as denied before the failure goes on. */
    public <T> Uni<T> guard(AccessEvent attempt, Uni<T> work) {
        return work.onFailure(Gate::isAboutRights).recoverWithUni(denied -> refuse((Failure) denied, attempt));
    }

    /**
     * Does the work; when it is refused for another reason than rights, which {@link #require} records, records the attempt as failed
     * before the refusal goes on. Outages are not recorded, for nothing was decided.
     */
    public <T> Uni<T> settle(AccessEvent attempt, Uni<T> work) {
        return work.onFailure(Gate::isOtherRefusal)
                .recoverWithUni(refusal -> outbox.record(attempt.failed(text(refusal)))
                        .chain(() -> Uni.createFrom().failure(refusal)));
    }

    private static boolean isAboutRights(Throwable problem) {
        return problem instanceof PermissionDenied || problem instanceof BoundaryExceeded;
    }

    private static boolean isOtherRefusal(Throwable problem) {
        return problem instanceof InvalidInput
                || (problem instanceof Failure failure
                        && !isAboutRights(failure)
                        && failure.kind() != Failure.Kind.UNAVAILABLE);
    }

    private static String text(Throwable refusal) {
        return refusal instanceof Failure failure ? failure.text() : "invalid input";
    }

    /** Records the attempt as denied for the reason of the refusal, then fails with it. */
    public <T> Uni<T> refuse(Failure refusal, AccessEvent attempt) {
        return outbox.record(attempt.denied(refusal.text()))
                .chain(() -> Uni.createFrom().failure(refusal));
    }
}
