package dev.claviger.vault.permission;

import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rules as clients write them (http-api.md 6.7), and as they get them back: nothing is changed but that every action becomes a list and
 * packed rules are unpacked.
 *
 * <p>A subject, action, field or operator outside the language is refused with {@link InvalidInput}, since ignoring it could widen the
 * role; {@code read} beside its newer names with {@link MixedRead}.
 */
public record RuleText(JsonArray given, List<Rule> rules) {
    public static final String FIELD = "permissions";
    public static final RuleText NONE = new RuleText(new JsonArray(), List.of());
    private static final int MAX_RULES = 500;
    private static final int MAX_LENGTH = 131_072;

    public RuleText {
        given = given.copy();
        rules = List.copyOf(rules);
    }

    /** Reads rules; fails with {@link InvalidInput} and {@link MixedRead}. */
    public static RuleText parse(JsonArray given) {
        if (given.size() > MAX_RULES || given.encode().length() > MAX_LENGTH) {
            throw InvalidInput.of(
                    FIELD, "Must have at most %d rules and %d characters".formatted(MAX_RULES, MAX_LENGTH));
        }
        JsonArray normal = new JsonArray();
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            JsonObject object = object(i, given.getValue(i));
            rules.add(rule(i, object));
            normal.add(object);
        }
        return new RuleText(normal, rules);
    }

    /** Rules that this service has stored. What an older or newer version has stored differently gives nothing. */
    static List<Rule> stored(JsonArray stored) {
        return parse(stored).rules();
    }

    /** For answers. */
    public List<Object> described() {
        List<?> plain = new JsonArray(given.encode()).getList();
        return List.copyOf(plain);
    }

    /** The rules in the one canonical form. Two texts that mean the same rules have the same. */
    public JsonArray canonical() {
        return new JsonArray(rules.stream().map(Rule::describe).toList());
    }

    private static JsonObject object(int place, @Nullable Object given) {
        return switch (given) {
            case JsonObject object -> normal(place, object);
            case JsonArray packed -> normal(place, unpacked(place, packed));
            case null, default -> throw refused(place, "Must be an object with subject and action");
        };
    }

    /** Actions, subject, conditions or 0, and 1 when inverted: the short form of the CASL library. */
    private static JsonObject unpacked(int place, JsonArray packed) {
        if (packed.size() < 2
                || !(packed.getValue(0) instanceof String actions)
                || !(packed.getValue(1) instanceof String subject)) {
            throw refused(
                    place, "A packed rule is a list of actions, subject, conditions or 0, and 1 when it is inverted");
        }
        JsonObject object = new JsonObject()
                .put("subject", subject)
                .put("action", new JsonArray(Arrays.asList(actions.split(",", -1))));
        if (packed.size() > 2 && packed.getValue(2) instanceof JsonObject conditions) {
            object.put("conditions", conditions);
        }
        if (packed.size() > 3 && Integer.valueOf(1).equals(packed.getValue(3))) {
            object.put("inverted", true);
        }
        return object;
    }

    private static JsonObject normal(int place, JsonObject object) {
        JsonObject normal = new JsonObject()
                .put("subject", subject(place, object.getValue("subject")))
                .put("action", new JsonArray(List.copyOf(actions(place, object))));
        if (inverted(place, object.getValue("inverted"))) {
            normal.put("inverted", true);
        }
        if (object.getValue("conditions") instanceof JsonObject conditions && !conditions.isEmpty()) {
            normal.put("conditions", conditions);
        } else if (object.getValue("conditions") != null && !(object.getValue("conditions") instanceof JsonObject)) {
            throw refused(place, "conditions must be an object of fields");
        }
        return normal;
    }

    private static Rule rule(int place, JsonObject object) {
        String subject = object.getString("subject");
        Vocabulary.Entry entry = Vocabulary.find(subject).orElseThrow(() -> unknownSubject(place));
        Set<String> actions = actions(place, object);
        if (!actions.stream().allMatch(entry::has)) {
            throw refused(
                    place, "Subject %s takes these actions: %s".formatted(subject, String.join(", ", entry.actions())));
        }
        requireOneGeneration(place, subject, actions);
        return new Rule(
                subject,
                actions,
                Boolean.TRUE.equals(object.getBoolean("inverted")),
                conditions(place, subject, entry, object.getJsonObject("conditions", new JsonObject())));
    }

    private static void requireOneGeneration(int place, String subject, Set<String> actions) {
        if (subject.equals(Subject.SECRETS)
                && actions.contains(Action.READ)
                && (actions.contains(Action.DESCRIBE_SECRET) || actions.contains(Action.READ_VALUE))) {
            throw new MixedRead(place + 1);
        }
    }

    private static String subject(int place, @Nullable Object given) {
        if (given instanceof String text && Vocabulary.find(text).isPresent()) {
            return text;
        }
        throw unknownSubject(place);
    }

    private static InvalidInput unknownSubject(int place) {
        return refused(place, "Unknown subject. There are: " + String.join(", ", Vocabulary.subjects()));
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

    private static List<Condition> conditions(int place, String subject, Vocabulary.Entry entry, JsonObject given) {
        List<Condition> conditions = parsed(place, given);
        for (Condition condition : conditions) {
            if (!entry.takes(condition)) {
                throw refused(place, conditionsOf(subject, entry));
            }
        }
        return conditions;
    }

    private static List<Condition> parsed(int place, JsonObject given) {
        try {
            Map<String, Object> plain = new JsonObject(given.encode()).getMap();
            return Condition.parse(plain);
        } catch (InvalidInput malformed) {
            throw refused(place, malformed.issues().getFirst().message());
        }
    }

    private static String conditionsOf(String subject, Vocabulary.Entry entry) {
        return entry.fields().isEmpty()
                ? "Subject %s takes no conditions".formatted(subject)
                : "Subject %s takes these conditions: %s"
                        .formatted(
                                subject,
                                entry.fields().entrySet().stream()
                                        .map(field -> field.getKey().key() + " with "
                                                + field.getValue().stream()
                                                        .sorted()
                                                        .map(Condition.Operator::key)
                                                        .collect(Collectors.joining(", ")))
                                        .collect(Collectors.joining("; ")));
    }

    private static InvalidInput refused(int place, String why) {
        return InvalidInput.of(FIELD, "Rule %d: %s".formatted(place + 1, why));
    }
}
