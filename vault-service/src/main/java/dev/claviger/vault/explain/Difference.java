package dev.claviger.vault.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one list of rules allows and another does not: on what there is, and as rules. */
final class Difference {
    private static final int MOST_NAMES = 50;
    private static final List<String> ON_SECRETS =
            List.of(Action.DESCRIBE_SECRET, Action.READ_VALUE, Action.CREATE, Action.EDIT, Action.DELETE);

    /**
     * An action that is gained or lost in a folder.
     *
     * @param secrets names, at most fifty; null for the folder itself
     * @param more how many are not named
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record InFolder(
            String action,
            String environment,
            String secretPath,
            @Nullable List<String> secrets,
            int more) {}

    private record Place(String action, String environment, String path, boolean named) {}

    private Difference() {}

    /** What the second allows on secrets that the first does not, as far as it may be seen. */
    static List<InFolder> onSecrets(Permissions first, Permissions second, List<Resource> inventory, Sight sight) {
        Map<Place, List<String>> found = new LinkedHashMap<>();
        for (Resource resource : inventory) {
            if (sight.sees(resource)) {
                for (String action : ON_SECRETS) {
                    if (second.allows(action, Subject.SECRETS, resource)
                            && !first.allows(action, Subject.SECRETS, resource)) {
                        note(found, action, resource);
                    }
                }
            }
        }
        return found.entrySet().stream()
                .map(entry -> inFolder(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static void note(Map<Place, List<String>> found, String action, Resource resource) {
        @Nullable String name = resource.secretName();
        Place place = new Place(
                action, String.valueOf(resource.environment()), String.valueOf(resource.secretPath()), name != null);
        List<String> names = found.computeIfAbsent(place, fresh -> new ArrayList<>());
        if (name != null) {
            names.add(name);
        }
    }

    private static InFolder inFolder(Place place, List<String> names) {
        return new InFolder(
                place.action(),
                place.environment(),
                place.path(),
                place.named() ? List.copyOf(names.subList(0, Math.min(names.size(), MOST_NAMES))) : null,
                Math.max(0, names.size() - MOST_NAMES));
    }

    /** What the second allows beyond the first, as rules in canonical form; where it cannot be told, it is there. */
    static List<Map<String, Object>> asRules(Permissions first, Permissions second) {
        return second.beyond(first).stream().map(Rule::describe).distinct().toList();
    }
}
