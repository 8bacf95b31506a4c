package dev.claviger.local.gitlabapi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CI/CD variable as it is stored. */
public record Variable(
        String key,
        String value,
        String type,
        boolean isProtected,
        boolean masked,
        boolean hidden,
        boolean raw,
        String scope,
        @Nullable String description) {

    static final String EVERYWHERE = "*";

    /** An ordinary one: visible, unprotected, expanded, everywhere. */
    public static Variable of(String key, String value) {
        return new Variable(key, value, "env_var", false, false, false, false, EVERYWHERE, null);
    }

    public Variable in(String otherScope) {
        return new Variable(key, value, type, isProtected, masked, hidden, raw, otherScope, description);
    }

    public Variable valued(String other) {
        return new Variable(key, other, type, isProtected, masked, hidden, raw, scope, description);
    }

    /** As the API shows it; the value of a hidden one is null. */
    Map<String, @Nullable Object> shown(Level level) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("variable_type", type);
        shown.put("key", key);
        shown.put("value", hidden ? null : value);
        if (level != Level.INSTANCE) {
            shown.put("hidden", hidden);
        }
        shown.put("protected", isProtected);
        shown.put("masked", masked);
        shown.put("raw", raw);
        if (level != Level.INSTANCE) {
            shown.put("environment_scope", scope);
        }
        shown.put("description", description);
        return shown;
    }

    @Override
    public String toString() {
        return "Variable[%s in %s]".formatted(key, scope);
    }
}
