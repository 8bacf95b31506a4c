package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller would hand out, or take away, more than the caller has (http-api.md 6.7, security.md T18). */
public final class BoundaryExceeded extends Failure {
    private final transient List<Rule> missing;

    BoundaryExceeded(List<Rule> missing) {
        super(
                Kind.BOUNDARY_EXCEEDED,
                "You cannot manage what allows more than you may do yourself. See details.missingPermissions.");
        this.missing = List.copyOf(missing);
    }

    @Override
    public Map<String, List<Missing>> details() {
        return Map.of(
                "missingPermissions",
                missing.stream().map(Missing::of).distinct().toList());
    }

    /** An action on a subject; a star is every one. */
    record Missing(String action, String subject) {
        static Missing of(Rule rule) {
            return new Missing(String.join(", ", rule.actions()), rule.subject());
        }
    }
}
