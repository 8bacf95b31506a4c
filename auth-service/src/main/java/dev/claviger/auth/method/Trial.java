package dev.claviger.auth.method;

import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question that a login asks about a credential that is good, and how it was answered. A login fails with the first that objects; an
 * explanation shows them all.
 */
public record Trial(String check, String expected, String received, List<Objection> objections) {
    public Trial {
        objections = List.copyOf(objections);
    }

    public static Trial of(boolean holds, Failure answer, String check, Object expected, @Nullable Object received) {
        return new Trial(
                check,
                ClaimValue.shown(expected),
                received == null ? "nothing" : ClaimValue.shown(received),
                Objection.unless(holds, answer, check, expected, received).stream()
                        .toList());
    }

    boolean passed() {
        return objections.isEmpty();
    }

    /** The first objection. */
    public static Optional<Objection> objection(List<Trial> trials) {
        return trials.stream().flatMap(trial -> trial.objections.stream()).findFirst();
    }
}
