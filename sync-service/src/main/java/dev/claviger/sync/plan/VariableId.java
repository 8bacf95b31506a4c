package dev.claviger.sync.plan;

import java.util.Comparator;

/** What is unique at a destination: a key, case-sensitive, and an environment scope compared as exact text. */
public record VariableId(String key, String scope) implements Comparable<VariableId> {
    /** The scope of variables that all jobs see. */
    public static final String EVERYWHERE = "*";

    private static final Comparator<VariableId> ORDER =
            Comparator.comparing(VariableId::key).thenComparing(VariableId::scope);

    @Override
    public int compareTo(VariableId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return scope.equals(EVERYWHERE) ? key : "%s in %s".formatted(key, scope);
    }
}
