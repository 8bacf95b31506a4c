package dev.claviger.vault.permission;

import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The older form of roles, in which a rule about secrets is also one about what stands beside them (http-api.md 6.7): converted when
 * saved, converted back when shown.
 */
public final class LegacyRules {
    private static final Map<String, List<String>> DYNAMIC = Map.of(
            Action.READ, List.of("read-root-credential"),
            Action.CREATE, List.of("create-root-credential"),
            Action.EDIT, List.of("edit-root-credential", "lease"),
            Action.DELETE, List.of("delete-root-credential"));
    private static final Set<String> HIDDEN = Set.of(Subject.SECRET_IMPORTS, "dynamic-secrets");

    private LegacyRules() {}

    /** The same rules in the newer form. Refuses with {@link InvalidInput} what the older form does not have. */
    public static JsonArray toNewer(JsonArray older) {
        JsonArray newer = new JsonArray();
        for (int i = 0; i < older.size(); i++) {
            if (!(older.getValue(i) instanceof JsonObject rule)) {
                throw refused(i, "Must be an object with subject and action");
            }
            for (String action : actions(i, rule)) {
                convert(i, rule, action).forEach(newer::add);
            }
        }
        return newer;
    }

    private static List<String> actions(int place, JsonObject rule) {
        return switch (rule.getValue("action")) {
            case String one -> List.of(one);
            case JsonArray many
            when !many.isEmpty() && many.stream().allMatch(String.class::isInstance) ->
                many.stream().map(String.class::cast).toList();
            case null, default -> throw refused(place, "action must be a text");
        };
    }

    private static Stream<JsonObject> convert(int place, JsonObject rule, String action) {
        if (!Subject.SECRETS.equals(rule.getValue("subject"))) {
            return Stream.of(with(rule, String.valueOf(rule.getValue("subject")), List.of(action)));
        }
        if (!DYNAMIC.containsKey(action)) {
            throw refused(place, "Subject secrets takes these actions here: read, create, edit, delete");
        }
        Stream<JsonObject> folders = action.equals(Action.READ)
                ? Stream.of()
                : Stream.of(with(rule, Subject.SECRET_FOLDERS, List.of(action)));
        return Stream.of(
                        Stream.of(with(rule, Subject.SECRETS, List.of(action))),
                        Stream.of(with(rule, Subject.SECRET_IMPORTS, List.of(action))),
                        folders,
                        Stream.of(with(rule, "dynamic-secrets", DYNAMIC.getOrDefault(action, List.of()))))
                .flatMap(each -> each);
    }

    private static JsonObject with(JsonObject rule, String subject, List<String> actions) {
        return rule.copy().put("subject", subject).put("action", new JsonArray(actions));
    }

    /**
     * What the older form can show of rules: one action each, of folders only {@code read}, nothing about imports and dynamic secrets,
     * and the newer words for reading as {@code read}.
     */
    public static JsonArray toOlder(JsonArray newer) {
        JsonArray older = new JsonArray();
        newer.stream()
                .map(JsonObject.class::cast)
                .filter(rule -> !HIDDEN.contains(rule.getString("subject")))
                .flatMap(LegacyRules::split)
                .distinct()
                .forEach(older::add);
        return older;
    }

    private static Stream<JsonObject> split(JsonObject rule) {
        boolean folders = Subject.SECRET_FOLDERS.equals(rule.getString("subject"));
        boolean secrets = Subject.SECRETS.equals(rule.getString("subject"));
        return rule.getJsonArray("action").stream()
                .map(String.class::cast)
                .filter(action -> !folders || action.equals(Action.READ))
                .map(action -> secrets && action.equals(Action.READ_VALUE) ? Action.READ : action)
                .filter(action -> !secrets || DYNAMIC.containsKey(action))
                .map(action -> rule.copy().put("action", action));
    }

    private static InvalidInput refused(int place, String why) {
        return InvalidInput.of(RuleText.FIELD, "Rule %d: %s".formatted(place + 1, why));
    }
}
