package dev.claviger.vault.writing;

import dev.claviger.vault.image.StoredSecret;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rows a change comes down to.
 *
 * @param answer the secrets of the answer, in the order of the request
 */
record Plan(
        List<StoredSecret> created, List<StoredSecret> updated, List<StoredSecret> deleted, List<StoredSecret> answer) {

    /** The rows of shared secrets. */
    Plan shared() {
        return only(secret -> !secret.isPersonal());
    }

    boolean isNothing() {
        return created.isEmpty() && updated.isEmpty() && deleted.isEmpty();
    }

    /** The rows of the caller's own secrets. */
    Plan personal() {
        return only(StoredSecret::isPersonal);
    }

    private Plan only(Predicate<StoredSecret> wanted) {
        return new Plan(
                created.stream().filter(wanted).toList(),
                updated.stream().filter(wanted).toList(),
                deleted.stream().filter(wanted).toList(),
                answer);
    }

    static Plan together(List<Plan> plans) {
        return new Plan(
                all(plans, Plan::created),
                all(plans, Plan::updated),
                all(plans, Plan::deleted),
                all(plans, Plan::answer));
    }

    private static List<StoredSecret> all(List<Plan> plans, Function<Plan, List<StoredSecret>> part) {
        return plans.stream().map(part).flatMap(List::stream).toList();
    }

    static Plan created(List<StoredSecret> secrets) {
        return new Plan(secrets, List.of(), List.of(), secrets);
    }

    static Plan deleted(List<StoredSecret> secrets) {
        return new Plan(List.of(), List.of(), secrets, secrets);
    }
}
