package dev.claviger.auth.method;

import dev.claviger.auth.claim.ClaimValue;
import dev.claviger.kernel.Failure;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands against a credential that is good, with its two readers.
 *
 * @param answer for the caller
 * @param reason for the administrator: the check, what was expected and what came
 */
public record Objection(Failure answer, String reason) {

    /** There is one unless the condition holds. */
    public static Optional<Objection> unless(
            boolean holds, Failure answer, String check, Object expected, @Nullable Object received) {
        return holds
                ? Optional.empty()
                : Optional.of(new Objection(
                        answer,
                        "check=%s expected=%s received=%s"
                                .formatted(
                                        check,
                                        ClaimValue.shown(expected),
                                        received == null ? "nothing" : ClaimValue.shown(received))));
    }

    /** The first one; what comes behind it is not asked. */
    public static Optional<Objection> first(Stream<Supplier<Optional<Objection>>> checks) {
        return checks.map(Supplier::get).flatMap(Optional::stream).findFirst();
    }
}
