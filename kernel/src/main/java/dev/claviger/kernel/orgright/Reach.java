package dev.claviger.kernel.orgright;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.orgright.Extent.Everywhere;
import dev.claviger.kernel.orgright.Extent.Nowhere;
import dev.claviger.kernel.orgright.Extent.Somewhere;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything someone may do in its organisation: the union of its roles, its own and those of its groups. Immutable, pure.
 *
 * <p>A rule that forbids cuts into its own role only, so one more role never takes anything away.
 *
 * @param roles the rules of each role
 * @param instanceAdmin whether the whole instance is theirs, which no role gives
 */
public record Reach(List<List<Rule>> roles, boolean instanceAdmin) {
    public static final Reach NOTHING = new Reach(List.of(), false);

    public Reach {
        roles = roles.stream().map(List::copyOf).toList();
    }

    /** The reach of one role. */
    public static Reach of(List<Rule> rules) {
        return new Reach(List.of(rules), false);
    }

    /** The reach of a role that every organisation has. */
    public static Reach of(OrgRole role) {
        return of(BuiltInRules.of(role));
    }

    /**
     * The reach of several roles, each an object with the slug of a built-in {@code role} or, where the organisation has made it, its
     * {@code permissions}, which count in its place. Fails with {@link InvalidInput} for rules outside the language.
     */
    public static Reach ofRoles(JsonArray held) {
        return new Reach(held.stream().map(each -> rules((JsonObject) each)).toList(), false);
    }

    private static List<Rule> rules(JsonObject held) {
        @Nullable JsonArray own = held.getJsonArray("permissions");
        return own == null
                ? BuiltInRules.of(OrgRole.bySlug(held.getString("role")).orElseThrow())
                : RoleText.parse(own).rules();
    }

    /** The same, and the whole instance where that is theirs. */
    public Reach withInstance(boolean theirs) {
        return new Reach(roles, theirs);
    }

    /** With everything of the other one too. */
    public Reach and(Reach other) {
        List<List<Rule>> all = new ArrayList<>(roles);
        all.addAll(other.roles);
        return new Reach(all, instanceAdmin || other.instanceAdmin);
    }

    /** Whether it has the right at all, be it for some things only (http-api.md 6.7, evaluation 5). */
    public boolean allows(Right right) {
        return extents(right).stream().anyMatch(extent -> !(extent instanceof Nowhere));
    }

    /** Whether it has the right over this connection. */
    public boolean allows(Right right, String connectionId) {
        return extents(right).stream().anyMatch(extent -> switch (extent) {
            case Nowhere() -> false;
            case Everywhere() -> true;
            case Somewhere some -> some.includes(connectionId);
        });
    }

    /**
     * Whether it has the right that these words mean, over the connection where one is named. False for words that mean none.
     */
    public boolean allows(String subject, String action, @Nullable String connectionId) {
        return Subject.byText(subject)
                .filter(known -> known.actions().contains(action))
                .map(known -> known.to(action))
                .filter(right -> connectionId == null ? allows(right) : allows(right, connectionId))
                .isPresent();
    }

    /**
     * The boundary that nobody crosses when granting or managing (security.md T18): what the other reach has and this one has not, as
     * error bodies tell it. Empty when this one covers it. Where it cannot be told whether one set of conditions lies within another,
     * it counts as missing.
     */
    public List<Map<String, Object>> missing(Reach other) {
        List<Map<String, Object>> missing = new ArrayList<>();
        for (Right right : Right.ALL) {
            if (!other.extents(right).stream().allMatch(extent -> covers(right, extent))) {
                missing.add(right.described());
            }
        }
        if (other.instanceAdmin && !instanceAdmin) {
            missing.add(Map.of("action", Action.GRANT_PRIVILEGES, "subject", "instance"));
        }
        return missing;
    }

    /** Whether it reaches all that the other one reaches; where that cannot be told, it does not. */
    public boolean covers(Reach other) {
        return missing(other).isEmpty();
    }

    /** The strongest built-in role that this covers: what services see that know no others. */
    public OrgRole seenAs() {
        return Stream.of(OrgRole.ADMIN, OrgRole.MEMBER)
                .filter(role -> missing(of(role)).isEmpty())
                .findFirst()
                .orElse(OrgRole.NO_ACCESS);
    }

    private boolean covers(Right right, Extent wanted) {
        List<Extent> own = extents(right);
        if (own.contains(new Everywhere()) || own.contains(wanted)) {
            return true;
        }
        return switch (wanted) {
            case Nowhere() -> true;
            case Everywhere() -> false;
            case Somewhere some ->
                some.isFinite() && some.named().stream().filter(some::includes).allMatch(id -> allows(right, id));
        };
    }

    private List<Extent> extents(Right right) {
        return roles.stream().map(rules -> Extent.of(rules, right)).toList();
    }
}
