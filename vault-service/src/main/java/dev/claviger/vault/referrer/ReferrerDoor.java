package dev.claviger.vault.referrer;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.vault.reference.ReferenceNode;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** What all routes of this feature have in common: every attempt ends recorded. */
@ApplicationScoped
class ReferrerDoor {
    private final CurrentRequest current;
    private final Attempts attempts;
    private final ReferrerLookups lookups;

    /** The tree of what goes into a value. */
    record Tree(ReferenceNode tree) {}

    ReferrerDoor(CurrentRequest current, Attempts attempts, ReferrerLookups lookups) {
        this.current = current;
        this.attempts = attempts;
        this.lookups = lookups;
    }

    Uni<Tree> tree(String name, SecretReferrerV4Resource.Subjects subjects) {
        return recorded(
                "get-secret-reference-tree",
                attempt -> lookups.tree(subjects.project(), subjects.secret(name), attempt)
                        .map(Tree::new));
    }

    Uni<Referrers> referrers(String name, SecretReferrerV4Resource.Subjects subjects) {
        return recorded(
                "get-secret-references",
                attempt -> lookups.ofSecret(subjects.project(), subjects.secret(name), subjects.everywhere(), attempt));
    }

    Uni<Referrers> referrersOfFolder(SecretReferrerV4Resource.Subjects subjects) {
        return recorded(
                "get-folder-references",
                attempt -> lookups.ofFolder(subjects.project(), subjects.place(), subjects.everywhere(), attempt));
    }

    private <T> Uni<T> recorded(String event, Function<Attempt, Uni<? extends T>> look) {
        Attempt attempt = new Attempt(current.caller(), current.event(event));
        return attempts.recorded(attempt, () -> look.apply(attempt));
    }
}
