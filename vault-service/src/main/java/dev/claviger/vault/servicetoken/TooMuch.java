package dev.claviger.vault.servicetoken;

import dev.claviger.kernel.Failure;
import dev.claviger.vault.permission.Rule;
import java.util.List;
import java.util.Map;

/** The service token would allow more than the caller may (http-api.md 6.7, security.md T18). */
final class TooMuch extends Failure {
    private final transient List<Rule> missing;

    TooMuch(List<Rule> missing) {
        super(
                Kind.BOUNDARY_EXCEEDED,
                "A service token cannot allow more than you may do yourself. See details.missingPermissions.");
        this.missing = List.copyOf(missing);
    }

    @Override
    public Map<String, List<Missing>> details() {
        return Map.of(
                "missingPermissions",
                missing.stream().map(Missing::of).distinct().toList());
    }

    /** An action on a subject. */
    record Missing(String action, String subject) {
        static Missing of(Rule rule) {
            return new Missing(String.join(", ", rule.actions()), rule.subject());
        }
    }
}
