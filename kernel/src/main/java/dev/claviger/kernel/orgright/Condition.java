package dev.claviger.kernel.orgright;

import dev.claviger.kernel.glob.Glob;
import java.util.List;

/**
 * One restriction of a rule: what the connection in question must be called for the rule to count. Of all subjects in an organisation
 * only {@code app-connections} takes conditions, on {@code connectionId} (http-api.md 6.7).
 */
public record Condition(Operator operator, List<String> values) {
    public static final String FIELD = "connectionId";

    /** How the id is compared; {@code $glob} like picomatch. */
    public enum Operator {
        EQ("$eq"),
        NE("$ne"),
        IN("$in"),
        GLOB("$glob");

        private final String key;

        Operator(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    public Condition {
        values = List.copyOf(values);
    }

    /** Fails with {@link IllegalArgumentException} when a pattern is none. */
    void compile() {
        if (operator == Operator.GLOB) {
            var _ = Glob.compile(values.getFirst());
        }
    }

    /** Whether it can hold only for the ids that it names. */
    boolean isFinite() {
        return operator == Operator.EQ || operator == Operator.IN;
    }

    boolean holds(String connectionId) {
        return switch (operator) {
            case EQ, IN -> values.contains(connectionId);
            case NE -> !values.contains(connectionId);
            case GLOB -> Glob.compile(values.getFirst()).matches(connectionId);
        };
    }
}
