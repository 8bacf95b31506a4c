package dev.claviger.vault.permission;

import dev.claviger.kernel.glob.Glob;
import dev.claviger.kernel.http.InvalidInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One restriction of a rule: what the field of the resource must satisfy. Fields and operators outside the language cannot be built. */
public final class Condition {
    private static final int MAX_VALUES = 100;
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

    private final Field field;
    private final Operator operator;
    private final List<String> values;
    private final List<Glob> globs;

    private Condition(Field field, Operator operator, List<String> values) {
        this.field = field;
        this.operator = operator;
        this.values = List.copyOf(values);
        this.globs =
                operator == Operator.GLOB ? values.stream().map(Condition::glob).toList() : List.of();
        if (values.size() > MAX_VALUES) {
            throw InvalidInput.of(PLACE, "$in takes at most %d values".formatted(MAX_VALUES));
        }
        if (field == Field.SECRET_PATH
                && operator != Operator.GLOB
                && values.stream().anyMatch(value -> !value.startsWith("/"))) {
            throw InvalidInput.of(PLACE, "secretPath values start with a slash");
        }
    }

    public static Condition eq(Field field, String value) {
        return new Condition(field, Operator.EQ, List.of(value));
    }

    public static Condition ne(Field field, String value) {
        return new Condition(field, Operator.NE, List.of(value));
    }

    public static Condition in(Field field, List<String> values) {
        return new Condition(field, Operator.IN, values);
    }

    /** Matches like picomatch; refuses a pattern that is none with {@link InvalidInput}. */
    public static Condition glob(Field field, String pattern) {
        return new Condition(field, Operator.GLOB, List.of(pattern));
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
            case GLOB -> actual != null && globs.getFirst().matches(actual);
        };
    }

    private static Glob glob(String pattern) {
        try {
            return Glob.compile(pattern);
        } catch (IllegalArgumentException malformed) {
            throw InvalidInput.of(PLACE, "$glob takes a pattern. " + malformed.getMessage());
        }
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
        throw InvalidInput.of(PLACE, "Known operators are $eq, $ne, $in and $glob");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition
                && condition.field == field
                && condition.operator == operator
                && condition.values.equals(values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(field, operator, values);
    }

    @Override
    public String toString() {
        return describe(List.of(this)).toString();
    }
}
