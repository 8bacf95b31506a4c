package dev.claviger.vault.permission;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one question, with its reasons.
 *
 * @param decidingRule the rule that decided, as it was written; null when none matched, which denies
 * @param source where that rule came from; null like the rule
 * @param trace the rules that were looked at, in the order of looking, last rule of the caller first
 */
public record Decision(
        boolean allowed,
        @Nullable Rule decidingRule,
        @Nullable Source source,
        List<Step> trace) {
    public Decision {
        trace = List.copyOf(trace);
    }

    /** The role or privilege that decided; null when none did. */
    public @Nullable String role() {
        return source == null ? null : source.name();
    }

    /**
     * A rule that names the action and the subject.
     *
     * @param applied whether its conditions held
     * @param unresolved whether it has a template for which the caller has no text
     */
    public record Step(Source source, Rule rule, boolean applied, boolean unresolved) {}
}
