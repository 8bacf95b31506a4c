package dev.claviger.observability;

import dev.claviger.observability.PromqlToken.Kind;
import dev.claviger.observability.PromqlToken.PromqlFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads PromQL as Prometheus does: precedence, ranges where a function wants them, numbers where it wants numbers. It knows the functions
 * that our rules and dashboards use, and takes no other.
 */
final class Promql {
    private static final int HIGHEST = 6;

    private static final Map<String, Integer> PRECEDENCE = Map.ofEntries(
            Map.entry("or", 1),
            Map.entry("and", 2),
            Map.entry("unless", 2),
            Map.entry("==", 3),
            Map.entry("!=", 3),
            Map.entry(">", 3),
            Map.entry("<", 3),
            Map.entry(">=", 3),
            Map.entry("<=", 3),
            Map.entry("+", 4),
            Map.entry("-", 4),
            Map.entry("*", 5),
            Map.entry("/", 5),
            Map.entry("%", 5),
            Map.entry("^", HIGHEST));

    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count");

    /** What each argument must be. */
    private static final Map<String, List<Type>> FUNCTIONS = Map.of(
            "rate", List.of(Type.RANGE),
            "increase", List.of(Type.RANGE),
            "changes", List.of(Type.RANGE),
            "avg_over_time", List.of(Type.RANGE),
            "max_over_time", List.of(Type.RANGE),
            "min_over_time", List.of(Type.RANGE),
            "absent", List.of(Type.VECTOR),
            "histogram_quantile", List.of(Type.SCALAR, Type.VECTOR),
            "clamp_min", List.of(Type.VECTOR, Type.SCALAR),
            "time", List.of());

    /** What an expression gives. */
    enum Type {
        SCALAR,
        VECTOR,
        RANGE
    }

    /** A metric that is asked for, with the labels that matchers name. */
    record Selector(String metric, Set<String> labels) {}

    /** What an expression asks for; {@code grouping} are the labels of {@code by} and {@code on}. */
    record Reading(Type type, List<Selector> selectors, Set<String> grouping) {}

    private final List<PromqlToken> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> grouping = new TreeSet<>();
    private int next;

    private Promql(List<PromqlToken> tokens) {
        this.tokens = tokens;
    }

    /** @throws PromqlFault when it is no PromQL */
    static Reading read(String text) {
        Promql parser = new Promql(PromqlToken.of(text));
        Type type = parser.binary(1);
        if (parser.peek().kind() != Kind.END) {
            throw parser.fault("unexpected " + parser.peek().text());
        }
        if (type == Type.RANGE) {
            throw parser.fault("a range is no result");
        }
        return new Reading(type, List.copyOf(parser.selectors), Set.copyOf(parser.grouping));
    }

    private Type binary(int lowest) {
        Type left = lowest > HIGHEST ? unary() : binary(lowest + 1);
        while (PRECEDENCE.getOrDefault(peek().text(), 0) == lowest) {
            String operator = take().text();
            boolean bool = lowest == 3 && accept("bool");
            modifiers();
            Type right = binary(lowest == HIGHEST ? lowest : lowest + 1);
            left = joined(operator, left, right, bool);
        }
        return left;
    }

    private Type joined(String operator, Type left, Type right, boolean bool) {
        if (left == Type.RANGE || right == Type.RANGE) {
            throw fault("a range cannot be an operand of " + operator);
        }
        boolean scalars = left == Type.SCALAR && right == Type.SCALAR;
        boolean isSet = PRECEDENCE.getOrDefault(operator, 0) <= 2;
        if (isSet && (left == Type.SCALAR || right == Type.SCALAR)) {
            throw fault(operator + " wants vectors");
        }
        if (scalars && PRECEDENCE.getOrDefault(operator, 0) == 3 && !bool) {
            throw fault("numbers are compared with bool");
        }
        return scalars ? Type.SCALAR : Type.VECTOR;
    }

    private void modifiers() {
        if (accept("on") || accept("ignoring")) {
            labels();
            if (accept("group_left") || accept("group_right")) {
                if (peek().text().equals("(")) {
                    labels();
                }
            }
        }
    }

    private Type unary() {
        return accept("-") || accept("+") ? unary() : ranged(primary());
    }

    private Type primary() {
        PromqlToken token = take();
        return switch (token.kind()) {
            case NUMBER -> Type.SCALAR;
            case NAME -> named(token.text());
            case SIGN -> grouped(token);
            case SPACE, DURATION, STRING, END -> throw new PromqlFault("unexpected " + token.text(), token.at());
        };
    }

    private Type grouped(PromqlToken open) {
        if (!open.text().equals("(")) {
            throw new PromqlFault("unexpected " + open.text(), open.at());
        }
        Type inner = binary(1);
        expect(")");
        return inner;
    }

    private Type named(String name) {
        if (AGGREGATIONS.contains(name)) {
            return aggregation(name);
        }
        if (peek().text().equals("(")) {
            return function(name);
        }
        selectors.add(new Selector(name, peek().text().equals("{") ? matchers() : Set.of()));
        return Type.VECTOR;
    }

    private Type aggregation(String name) {
        boolean before = grouping();
        expect("(");
        if (binary(1) != Type.VECTOR) {
            throw fault(name + " wants a vector");
        }
        expect(")");
        if (!before) {
            var _ = grouping();
        }
        return Type.VECTOR;
    }

    private boolean grouping() {
        if (accept("by") || accept("without")) {
            labels();
            return true;
        }
        return false;
    }

    private void labels() {
        expect("(");
        while (!accept(")")) {
            grouping.add(label());
            if (!peek().text().equals(")")) {
                expect(",");
            }
        }
    }

    private Type function(String name) {
        List<Type> wanted = FUNCTIONS.get(name);
        if (wanted == null) {
            throw fault("unknown function " + name);
        }
        expect("(");
        for (int i = 0; i < wanted.size(); i++) {
            if (i > 0) {
                expect(",");
            }
            if (binary(1) != wanted.get(i)) {
                throw fault("%s wants %s as argument %d".formatted(name, wanted.get(i), i + 1));
            }
        }
        expect(")");
        return name.equals("time") ? Type.SCALAR : Type.VECTOR;
    }

    private Set<String> matchers() {
        Set<String> labels = new TreeSet<>();
        expect("{");
        while (!accept("}")) {
            labels.add(label());
            String operator = take().text();
            if (!Set.of("=", "!=", "=~", "!~").contains(operator)) {
                throw fault("no matcher: " + operator);
            }
            PromqlToken value = take();
            if (value.kind() != Kind.STRING) {
                throw fault("a matcher wants a text");
            }
            if (operator.endsWith("~")) {
                var _ = Pattern.compile(value.text());
            }
            if (!peek().text().equals("}")) {
                expect(",");
            }
        }
        return labels;
    }

    private Type ranged(Type inner) {
        Type type = inner;
        if (accept("[")) {
            if (type != Type.VECTOR || take().kind() != Kind.DURATION) {
                throw fault("a range is a selector with a duration");
            }
            expect("]");
            type = Type.RANGE;
        }
        if (accept("offset") && take().kind() != Kind.DURATION) {
            throw fault("an offset is a duration");
        }
        return type;
    }

    private String label() {
        PromqlToken name = take();
        if (name.kind() != Kind.NAME) {
            throw new PromqlFault("no label: " + name.text(), name.at());
        }
        return name.text();
    }

    private boolean accept(String text) {
        boolean there = peek().kind() != Kind.STRING && peek().text().equals(text);
        if (there) {
            var _ = take();
        }
        return there;
    }

    private void expect(String text) {
        if (!accept(text)) {
            throw fault("%s expected, not %s".formatted(text, peek().text()));
        }
    }

    private PromqlToken peek() {
        return tokens.get(next);
    }

    private PromqlToken take() {
        PromqlToken token = tokens.get(next);
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private PromqlFault fault(String message) {
        return new PromqlFault(message, peek().at());
    }
}
