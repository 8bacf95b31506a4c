package dev.claviger.vault.permission;

import dev.claviger.kernel.http.InvalidInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One restriction of a rule: what the field of the resource must satisfy. Fields and operators outside the language cannot be built. */
public record Condition(Field field, Operator operator, List<String> values) {
    private static final String PLACE = "conditions";

    /** What a condition can look at. */
    public enum Field {
        ENVIRONMENT("environment"),
        SECRET_PATH("secretPath"),
        SECRET_NAME("secretName");

        private final String key;

        Field(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        @Nullable
        String of(Resource resource) {
            return switch (this) {
                case ENVIRONMENT -> resource.environment();
                case SECRET_PATH -> resource.secretPath();
                case SECRET_NAME -> resource.secretName();
            };
        }
    }

    /** How a field is compared. */
    public enum Operator {
        EQ("$eq"),
        NE("$ne"),
        IN("$in");

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
        if (operator != Operator.IN && values.size() != 1) {
            throw new IllegalArgumentException(operator.key + " takes one value");
        }
        if (field == Field.SECRET_PATH && values.stream().anyMatch(value -> !value.startsWith("/"))) {
            throw InvalidInput.of(PLACE, "secretPath values start with a slash");
        }
    }

    /**
     * Reads the conditions of a rule: field to text (which means {@code $eq}) or field to operators with their values. Refuses
     * every field, operator and type it does not know with {@link InvalidInput}, since ignoring one would widen the rule.
     */
    public static List<Condition> parse(Map<String, ?> conditions) {
        List<Condition> parsed = new ArrayList<>();
        conditions.forEach((key, wanted) -> parsed.addAll(parseField(field(key), wanted)));
        return parsed;
    }

    /** The conditions in the form of the language, for answers. */
    static Map<String, Map<String, Object>> describe(List<Condition> conditions) {
        Map<String, Map<String, Object>> described = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            Object wanted = condition.operator == Operator.IN ? condition.values : condition.values.getFirst();
            described
                    .computeIfAbsent(condition.field.key, key -> new LinkedHashMap<>())
                    .put(condition.operator.key, wanted);
        }
        return described;
    }

    /** Whether the resource satisfies it. A field that the resource does not have equals nothing. */
    boolean holds(Resource resource) {
        @Nullable String actual = field.of(resource);
        return switch (operator) {
            case EQ, IN -> actual != null && values.contains(actual);
            case NE -> actual == null || !values.contains(actual);
        };
    }

    private static List<Condition> parseField(Field field, @Nullable Object wanted) {
        if (wanted instanceof String text) {
            return List.of(new Condition(field, Operator.EQ, List.of(text)));
        }
        if (!(wanted instanceof Map<?, ?> operators) || operators.isEmpty()) {
            throw InvalidInput.of(PLACE, "Each field takes a text or an object of operators");
        }
        List<Condition> parsed = new ArrayList<>();
        operators.forEach((key, value) -> parsed.add(parseOperator(field, operator(key), value)));
        return parsed;
    }

    private static Condition parseOperator(Field field, Operator operator, @Nullable Object value) {
        if (operator != Operator.IN && value instanceof String text) {
            return new Condition(field, operator, List.of(text));
        }
        if (operator == Operator.IN
                && value instanceof Collection<?> list
                && list.stream().allMatch(String.class::isInstance)) {
            return new Condition(
                    field, operator, list.stream().map(String.class::cast).toList());
        }
        throw InvalidInput.of(PLACE, "$in takes a list of texts, every other operator one text");
    }

    private static Field field(@Nullable Object key) {
        for (Field field : Field.values()) {
            if (Objects.equals(field.key, key)) {
                return field;
            }
        }
        throw InvalidInput.of(PLACE, "Known fields are environment, secretPath and secretName");
    }

    private static Operator operator(@Nullable Object key) {
        for (Operator operator : Operator.values()) {
            if (Objects.equals(operator.key, key)) {
                return operator;
            }
        }
        throw InvalidInput.of(PLACE, "Known operators are $eq, $ne and $in");
    }
}
