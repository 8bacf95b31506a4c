package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** No rule allows it, or a later one forbids it. Tells which rules were looked at (http-api.md 1.4, A.3). */
public final class PermissionDenied extends Failure {
    private final transient List<Map<String, Object>> rules;

    PermissionDenied(String action, String subject, Decision decision) {
        super(Kind.PERMISSION_DENIED, "You are not allowed to %s on %s".formatted(action, subject));
        this.rules = decision.trace().stream()
                .map(step -> describe(action, step.rule()))
                .toList();
    }

    /** Denied outside the rules of a project, for example by the role in the organisation. */
    public static PermissionDenied outright(String action, String subject) {
        return new PermissionDenied(action, subject, new Decision(false, null, null, List.of()));
    }

    @Override
    public List<Map<String, Object>> details() {
        return rules;
    }

    private static Map<String, Object> describe(String action, Rule rule) {
        Map<String, Object> described = new TreeMap<>(Map.of("action", action, "subject", rule.subject()));
        if (rule.inverted()) {
            described.put("inverted", true);
        }
        if (!rule.conditions().isEmpty()) {
            described.put("conditions", Condition.describe(rule.conditions()));
        }
        return described;
    }
}
