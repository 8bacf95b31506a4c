package dev.claviger.vault.privilege;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.LegacyRules;
import dev.claviger.vault.permission.RuleText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says about a privilege; absent parts are null. Where the time is said, a null term means for good. */
record PrivilegeWish(
        @Nullable String slug,
        @Nullable RuleText permissions,
        boolean saysTime,
        @Nullable Term term) {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_SLUG = 60;

    /** How long it lasts. Of one that is not temporary the other keys are zero values and ignored (http-api.md 6.8). */
    record Type(
            @Nullable Boolean isTemporary,
            @Nullable String temporaryMode,
            @Nullable String temporaryRange,
            @Nullable String temporaryAccessStartTime) {
        @Nullable
        Term term() {
            if (isTemporary == null || !isTemporary) {
                return null;
            }
            if (!"relative".equals(temporaryMode)) {
                throw InvalidInput.of("temporaryMode", "There is only 'relative'");
            }
            return Term.parse("", temporaryRange, temporaryAccessStartTime);
        }
    }

    /** The one rule of the oldest requests. */
    record OneRule(
            @Nullable JsonNode actions,
            @Nullable String subject,
            @Nullable JsonNode conditions) {
        JsonArray rules() {
            JsonObject rule = new JsonObject().put("subject", subject);
            if (actions != null && actions.isArray()) {
                rule.put("action", new JsonArray(actions.toString()));
            }
            if (conditions != null && conditions.isObject()) {
                rule.put("conditions", new JsonObject(conditions.toString()));
            }
            return new JsonArray().add(rule);
        }
    }

    static PrivilegeWish of(@Nullable String slug, @Nullable JsonNode permissions, @Nullable Type type) {
        return new PrivilegeWish(slug(slug), rules(permissions), type != null, type == null ? null : type.term());
    }

    /** In the older form. */
    static PrivilegeWish older(
            @Nullable String slug, @Nullable JsonNode permissions, @Nullable OneRule one, @Nullable Type type) {
        @Nullable
        RuleText rules = one != null
                ? RuleText.parse(LegacyRules.toNewer(one.rules()))
                : permissions == null || permissions.isNull()
                        ? null
                        : RuleText.parse(LegacyRules.toNewer(list(permissions)));
        return new PrivilegeWish(slug(slug), rules, type != null, type == null ? null : type.term());
    }

    /** The rules, for a privilege that is to be made. */
    RuleText required() {
        if (permissions == null) {
            throw InvalidInput.of(RuleText.FIELD, "Required");
        }
        return permissions;
    }

    private static @Nullable String slug(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return null;
        }
        Validation input = new Validation();
        String slug = given.strip().toLowerCase(Locale.ROOT);
        input.check(
                slug.length() <= MAX_SLUG && SLUG.matcher(slug).matches(),
                "slug",
                "Must be 1 to 60 letters, digits and single hyphens between them");
        input.done();
        return slug;
    }

    private static @Nullable RuleText rules(@Nullable JsonNode given) {
        return given == null || given.isNull() ? null : RuleText.parse(list(given));
    }

    private static JsonArray list(JsonNode given) {
        if (!given.isArray()) {
            throw InvalidInput.of(RuleText.FIELD, "Must be a list of rules");
        }
        return new JsonArray(given.toString());
    }
}
