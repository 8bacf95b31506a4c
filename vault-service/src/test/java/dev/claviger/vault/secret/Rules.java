package dev.claviger.vault.secret;

import dev.claviger.vault.permission.Condition;
import dev.claviger.vault.permission.Rule;
import java.util.List;
import java.util.Map;

/** Rules about secrets, for tests. */
public final class Rules {
    private Rules() {}

    /** Allows the actions everywhere. */
    public static Rule allow(String... actions) {
        return Rule.allow("secrets", actions);
    }

    /** Allows the actions on something that is no secret. */
    public static Rule allowOn(String subject, String... actions) {
        return Rule.allow(subject, actions);
    }

    /** Allows the actions in one folder, such as {@code dev:/f}. */
    public static Rule allowIn(String place, String... actions) {
        return allow(actions).where(at(place));
    }

    /** Forbids the actions in one folder. */
    public static Rule forbidIn(String place, String... actions) {
        return Rule.forbid("secrets", actions).where(at(place));
    }

    /** Forbids the actions on secrets of that name. */
    public static Rule forbidNamed(String name, String... actions) {
        return Rule.forbid("secrets", actions)
                .where(Condition.parse(Map.of("secretName", name)).toArray(Condition[]::new));
    }

    /** Allows the actions on secrets with the tag. */
    public static Rule allowTagged(String slug, String... actions) {
        return allow(actions).where(tagged(slug));
    }

    /** Forbids the actions on secrets with the tag. */
    public static Rule forbidTagged(String slug, String... actions) {
        return Rule.forbid("secrets", actions).where(tagged(slug));
    }

    private static Condition[] tagged(String slug) {
        return Condition.parse(Map.of("secretTags", Map.of("$in", List.of(slug))))
                .toArray(Condition[]::new);
    }

    private static Condition[] at(String place) {
        int colon = place.indexOf(':');
        return Condition.parse(
                        Map.of("environment", place.substring(0, colon), "secretPath", place.substring(colon + 1)))
                .toArray(Condition[]::new);
    }
}
