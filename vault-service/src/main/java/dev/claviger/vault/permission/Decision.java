package dev.claviger.vault.permission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one question, with its reasons.
 *
 * @param decidingRule the rule that decided; null when none matched, which denies
 * @param role the role that rule came from; null like the rule
 * @param trace the rules that were looked at, in the order of looking, last rule of the caller first
 */
public record Decision(
        boolean allowed,
        @Nullable Rule decidingRule,
        @Nullable String role,
        List<Step> trace) {
    public Decision {
        trace = List.copyOf(trace);
    }

    /** A rule that names the action and the subject, and whether its conditions held. */
    public record Step(String role, Rule rule, boolean applied) {}
}
