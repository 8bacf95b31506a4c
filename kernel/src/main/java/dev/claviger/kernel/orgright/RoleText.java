package dev.claviger.kernel.orgright;

import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rules as clients write them (http-api.md 6.7), and as they get them back: nothing is changed but that every action becomes a list.
 *
 * <p>A subject, action, field or operator outside the language is refused with {@link InvalidInput}, since ignoring it could widen the
 * role.
 */
public record RoleText(JsonArray given, List<Rule> rules) {
    public static final String FIELD = "permissions";
    private static final int MAX_RULES = 500;
    private static final int MAX_LENGTH = 131_072;
    private static final int MAX_VALUES = 100;

    public RoleText {
        given = given.copy();
        rules = List.copyOf(rules);
    }

    public static RoleText parse(JsonArray given) {
        if (given.size() > MAX_RULES || given.encode().length() > MAX_LENGTH) {
            throw InvalidInput.of(
                    FIELD, "Must have at most %d rules and %d characters".formatted(MAX_RULES, MAX_LENGTH));
        }
        JsonArray normal = new JsonArray();
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            if (!(given.getValue(i) instanceof JsonObject object)) {
                throw refused(i, "Must be an object");
            }
            rules.add(rule(i, object));
            normal.add(normal(i, object));
        }
        return new RoleText(normal, rules);
    }

    /** For answers. */
    public List<Object> described() {
        List<?> plain = new JsonArray(given.encode()).getList();
        return List.copyOf(plain);
    }

    private static JsonObject normal(int place, JsonObject object) {
        JsonObject normal = new JsonObject()
                .put("subject", object.getValue("subject"))
                .put("action", new JsonArray(List.copyOf(actions(place, object))));
        for (String key : List.of("inverted", "conditions")) {
            if (object.getValue(key) != null) {
                normal.put(key, object.getValue(key));
            }
        }
        return normal;
    }

    private static Rule rule(int place, JsonObject object) {
        Subject subject = subject(place, object.getValue("subject"));
        Set<String> actions = actions(place, object);
        for (String action : actions) {
            if (!subject.actions().contains(action)) {
                throw refused(
                        place,
                        "Subject %s takes these actions: %s"
                                .formatted(subject.text(), String.join(", ", subject.actions())));
            }
        }
        return new Rule(
                subject,
                actions,
                inverted(place, object.getValue("inverted")),
                conditions(place, subject, object.getValue("conditions")));
    }

    private static Subject subject(int place, @Nullable Object given) {
        return Subject.byText(given instanceof String text ? text : "").orElseThrow(() -> unknownSubject(place));
    }

    private static InvalidInput unknownSubject(int place) {
        return refused(
                place,
                "Unknown subject. There are: "
                        + String.join(
                                ", ",
                                Stream.of(Subject.values()).map(Subject::text).toList()));
    }

    private static Set<String> actions(int place, JsonObject object) {
        return switch (object.getValue("action")) {
            case String one -> Set.of(one);
            case JsonArray list
            when !list.isEmpty() && list.stream().allMatch(String.class::isInstance) -> {
                Set<String> actions = new LinkedHashSet<>();
                list.forEach(action -> actions.add((String) action));
                yield actions;
            }
            case null, default -> throw refused(place, "action must be a text or a list of texts");
        };
    }

    private static boolean inverted(int place, @Nullable Object given) {
        return switch (given) {
            case null -> false;
            case Boolean inverted -> inverted;
            default -> throw refused(place, "inverted must be true or false");
        };
    }

    private static List<Condition> conditions(int place, Subject subject, @Nullable Object given) {
        if (given == null || (given instanceof JsonObject none && none.isEmpty())) {
            return List.of();
        }
        if (!(given instanceof JsonObject fields)
                || subject != Subject.APP_CONNECTIONS
                || !fields.fieldNames().equals(Set.of(Condition.FIELD))) {
            throw refused(place, "Only app-connections take conditions, and only on " + Condition.FIELD);
        }
        return operators(place, fields.getValue(Condition.FIELD));
    }

    private static List<Condition> operators(int place, @Nullable Object given) {
        if (given instanceof String text) {
            return List.of(new Condition(Condition.Operator.EQ, List.of(text)));
        }
        if (!(given instanceof JsonObject operators) || operators.isEmpty()) {
            throw refused(place, Condition.FIELD + " takes a text or an object of operators");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, Object> entry : operators) {
            conditions.add(condition(place, entry.getKey(), entry.getValue()));
        }
        return conditions;
    }

    private static Condition condition(int place, String key, @Nullable Object wanted) {
        for (Condition.Operator operator : Condition.Operator.values()) {
            if (operator.key().equals(key)) {
                return condition(place, operator, wanted);
            }
        }
        throw refused(place, "Known operators are $eq, $ne, $in and $glob");
    }

    private static Condition condition(int place, Condition.Operator operator, @Nullable Object wanted) {
        if (operator != Condition.Operator.IN && wanted instanceof String text) {
            return checked(place, new Condition(operator, List.of(text)));
        }
        if (operator == Condition.Operator.IN
                && wanted instanceof JsonArray list
                && list.size() <= MAX_VALUES
                && list.stream().allMatch(String.class::isInstance)) {
            return new Condition(operator, list.stream().map(String.class::cast).toList());
        }
        throw refused(
                place, "$in takes a list of at most %d texts, every other operator one text".formatted(MAX_VALUES));
    }

    private static Condition checked(int place, Condition condition) {
        try {
            condition.compile();
            return condition;
        } catch (IllegalArgumentException malformed) {
            throw refused(place, "$glob takes a pattern. " + malformed.getMessage());
        }
    }

    private static InvalidInput refused(int place, String why) {
        return InvalidInput.of(FIELD, "Rule %d: %s".formatted(place + 1, why));
    }
}
