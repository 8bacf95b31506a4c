package dev.claviger.vault.permission;

import dev.claviger.kernel.glob.Glob;
import dev.claviger.kernel.http.InvalidInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One restriction of a rule: what the field of the resource must satisfy. Fields and operators outside the language cannot be built.
 * Texts are held in the canonical form of what they are compared with.
 */
public final class Condition {
    private static final int MAX_VALUES = 100;
    private static final String PLACE = "conditions";
    private static final Pattern ODD_PATH = Pattern.compile("//|/\\.{1,2}(/|$)|\\\\|\\p{Cntrl}");

    /** What a condition can look at. */
    public enum Field {
        ENVIRONMENT("environment"),
        SECRET_PATH("secretPath"),
        SECRET_NAME("secretName"),
        SECRET_TAGS("secretTags"),
        EVENT_TYPE("eventType"),
        IDENTITY_ID("identityId"),
        CONNECTION_ID("connectionId"),
        METADATA("metadata"),
        KEY("key"),
        VALUE("value");

        private final String key;

        Field(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        /** Whether a resource has any number of them. */
        boolean isMany() {
            return this == SECRET_TAGS || this == METADATA;
        }

        @Nullable
        String of(Resource resource) {
            return switch (this) {
                case ENVIRONMENT -> resource.environment();
                case SECRET_PATH -> resource.secretPath();
                case SECRET_NAME -> resource.secretName();
                case EVENT_TYPE -> resource.eventType();
                case IDENTITY_ID -> resource.identityId();
                case CONNECTION_ID -> resource.connectionId();
                case SECRET_TAGS, METADATA, KEY, VALUE -> null;
            };
        }
    }

    /** How a field is compared. */
    public enum Operator {
        EQ("$eq"),
        NE("$ne"),
        IN("$in"),
        GLOB("$glob"),
        ALL("$all"),
        ELEM_MATCH("$elemMatch");

        private final String key;

        Operator(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }

        boolean takesList() {
            return this == IN || this == ALL;
        }
    }

    private final Field field;
    private final Operator operator;
    private final List<String> values;
    private final List<Condition> element;
    private final boolean open;
    private final @Nullable Glob glob;

    private Condition(Field field, Operator operator, List<String> values, List<Condition> element) {
        this.field = field;
        this.operator = operator;
        this.values =
                values.stream().map(value -> canonical(field, operator, value)).toList();
        this.element = List.copyOf(element);
        this.open = values.stream().anyMatch(Template::isIn);
        this.glob = operator == Operator.GLOB && !open ? glob(this.values.getFirst()) : null;
        check();
    }

    private Condition(Field field, Operator operator, List<String> values) {
        this(field, operator, values, List.of());
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

    public static Condition all(Field field, List<String> values) {
        return new Condition(field, Operator.ALL, values);
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

    /** The conditions in the one canonical form of the language: operators written out, fields, operators and lists in order. */
    static Map<String, Map<String, Object>> describe(List<Condition> conditions) {
        Map<String, Map<String, Object>> described = new TreeMap<>();
        for (Condition condition : conditions) {
            described
                    .computeIfAbsent(condition.field.key, key -> new TreeMap<>())
                    .put(condition.operator.key, condition.wanted());
        }
        return described;
    }

    private Object wanted() {
        return switch (operator) {
            case IN, ALL -> values.stream().sorted().distinct().toList();
            case ELEM_MATCH -> describe(element);
            case EQ, NE, GLOB -> values.getFirst();
        };
    }

    Field field() {
        return field;
    }

    Operator operator() {
        return operator;
    }

    List<String> values() {
        return values;
    }

    /** Whether it has templates: such a condition must be resolved before it can be asked. */
    boolean isOpen() {
        return open || element.stream().anyMatch(Condition::isOpen);
    }

    /** The names of its templates. */
    Stream<String> templates() {
        return Stream.concat(
                values.stream().flatMap(Template::names), element.stream().flatMap(Condition::templates));
    }

    /**
     * With the caller's texts in place of templates; empty when one has no text, or one that would mean more than itself: a slash has
     * no place in a part of a path (security.md T3).
     */
    Optional<Condition> resolve(Facts facts) {
        if (!isOpen()) {
            return Optional.of(this);
        }
        List<Optional<String>> filled = values.stream()
                .map(value -> Template.fill(
                        value, name -> facts.value(name).filter(this::fits).map(this::plain)))
                .toList();
        List<Optional<Condition>> inner =
                element.stream().map(condition -> condition.resolve(facts)).toList();
        if (filled.stream().anyMatch(Optional::isEmpty) || inner.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new Condition(
                field,
                operator,
                filled.stream().flatMap(Optional::stream).toList(),
                inner.stream().flatMap(Optional::stream).toList(),
                Plain.TEXT));
    }

    /** Marks values that have no templates, whatever they look like. */
    private enum Plain {
        TEXT
    }

    private Condition(
            Field field,
            Operator operator,
            List<String> values,
            List<Condition> element,
            @SuppressWarnings("unused") Plain plain) { // picks the constructor
        this.field = field;
        this.operator = operator;
        this.values = values.stream().map(value -> lower(field, value)).toList();
        this.element = List.copyOf(element);
        this.open = false;
        this.glob = operator == Operator.GLOB ? glob(this.values.getFirst()) : null;
    }

    private boolean fits(String text) {
        return field != Field.SECRET_PATH
                || (text.indexOf('/') < 0
                        && text.indexOf('\\') < 0
                        && !text.equals(".")
                        && !text.equals("..")
                        && text.chars().noneMatch(Character::isISOControl));
    }

    private String plain(String text) {
        return operator == Operator.GLOB ? Glob.escape(text) : text;
    }

    /** Whether the resource satisfies it. A field that the resource does not have equals nothing. */
    Truth test(Resource resource) {
        return switch (field) {
            case SECRET_TAGS -> {
                @Nullable Set<String> tags = resource.secretTags();
                yield tags == null ? Truth.UNKNOWN : Truth.of(holdsFor(tags));
            }
            case METADATA -> {
                @Nullable List<Metadatum> metadata = resource.metadata();
                yield metadata == null
                        ? Truth.UNKNOWN
                        : Truth.of(metadata.stream().anyMatch(this::matches));
            }
            case ENVIRONMENT, SECRET_PATH, SECRET_NAME, EVENT_TYPE, IDENTITY_ID, CONNECTION_ID, KEY, VALUE ->
                Truth.of(holdsFor(field.of(resource)));
        };
    }

    private boolean holdsFor(Set<String> tags) {
        return switch (operator) {
            case EQ, IN -> values.stream().anyMatch(tags::contains);
            case NE -> values.stream().noneMatch(tags::contains);
            case ALL -> tags.containsAll(values);
            case GLOB -> tags.stream().anyMatch(this::holdsFor);
            case ELEM_MATCH -> false;
        };
    }

    boolean holdsFor(@Nullable String actual) {
        return switch (operator) {
            case EQ, IN -> actual != null && values.contains(actual);
            case NE -> actual == null || !values.contains(actual);
            case ALL -> actual != null && values.stream().allMatch(actual::equals);
            case GLOB -> actual != null && glob != null && glob.matches(actual);
            case ELEM_MATCH -> false;
        };
    }

    private boolean matches(Metadatum pair) {
        return element.stream()
                .allMatch(condition -> condition.holdsFor(condition.field == Field.KEY ? pair.key() : pair.value()));
    }

    private void check() {
        if (values.size() > MAX_VALUES || (operator.takesList() && values.isEmpty())) {
            throw InvalidInput.of(PLACE, "%s takes 1 to %d values".formatted(operator.key, MAX_VALUES));
        }
        if (!values.stream().allMatch(Template::isKnown)) {
            throw InvalidInput.of(PLACE, "Known templates are " + Template.KNOWN);
        }
        if (operator == Operator.GLOB && open) {
            var _ = glob(Template.sample(values.getFirst()));
        }
    }

    private static String canonical(Field field, Operator operator, String value) {
        if (value.indexOf('\0') >= 0) {
            throw InvalidInput.of(PLACE, "Must not contain a NUL character");
        }
        if (field == Field.SECRET_PATH && operator != Operator.GLOB) {
            return path(value);
        }
        return Template.isIn(value) ? value : lower(field, value);
    }

    private static String lower(Field field, String value) {
        return field == Field.ENVIRONMENT ? value.strip().toLowerCase(Locale.ROOT) : value;
    }

    private static String path(String value) {
        if (!value.startsWith("/") || ODD_PATH.matcher(Template.sample(value)).find()) {
            throw InvalidInput.of(
                    PLACE, "secretPath values start with a slash and have no empty, '.' or '..' part: /app/db");
        }
        return value.length() > 1 && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
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
        if (operator == Operator.ELEM_MATCH && value instanceof Map<?, ?> inner && !inner.isEmpty()) {
            return new Condition(field, operator, List.of(), parseElement(inner));
        }
        if (!operator.takesList() && operator != Operator.ELEM_MATCH && value instanceof String text) {
            return new Condition(field, operator, List.of(text));
        }
        if (operator.takesList()
                && value instanceof Collection<?> list
                && list.stream().allMatch(String.class::isInstance)) {
            return new Condition(
                    field, operator, list.stream().map(String.class::cast).toList());
        }
        throw InvalidInput.of(
                PLACE,
                "$in and $all take a list of texts, $elemMatch an object with key and value, every other operator one text");
    }

    private static List<Condition> parseElement(Map<?, ?> inner) {
        Map<String, Object> parts = new LinkedHashMap<>();
        inner.forEach((key, wanted) -> parts.put(String.valueOf(key), wanted));
        List<Condition> parsed = parse(parts);
        boolean ofAPair = parsed.stream()
                .allMatch(condition -> (condition.field == Field.KEY || condition.field == Field.VALUE)
                        && condition.operator != Operator.ELEM_MATCH);
        if (!ofAPair) {
            throw InvalidInput.of(PLACE, "$elemMatch takes conditions on key and value");
        }
        return parsed;
    }

    private static Field field(@Nullable Object key) {
        for (Field field : Field.values()) {
            if (Objects.equals(field.key, key)) {
                return field;
            }
        }
        throw InvalidInput.of(
                PLACE,
                "Known fields are " + Stream.of(Field.values()).map(Field::key).collect(Collectors.joining(", ")));
    }

    private static Operator operator(@Nullable Object key) {
        for (Operator operator : Operator.values()) {
            if (Objects.equals(operator.key, key)) {
                return operator;
            }
        }
        throw InvalidInput.of(
                PLACE,
                "Known operators are "
                        + Stream.of(Operator.values()).map(Operator::key).collect(Collectors.joining(", ")));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition
                && condition.field == field
                && condition.operator == operator
                && condition.open == open
                && condition.wanted().equals(wanted());
    }

    @Override
    public int hashCode() {
        return Objects.hash(field, operator, wanted());
    }

    @Override
    public String toString() {
        return describe(List.of(this)).toString();
    }
}
