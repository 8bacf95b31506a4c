package dev.claviger.sync.rotationtarget;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What access tokens of GitLab are to be like, as clients give it.
 *
 * @param owner {@code project}, {@code group} or {@code user}
 * @param ownerId the number of the project, group or user
 * @param name what tokens are called; a mark is added to tell them apart
 * @param accessLevel the role of the token in the project or group; GitLab's own usual one when absent
 * @param lifetimeDays how long each lives; longer than the interval, so that none ends before the next one works
 * @param keepOldHours how long the one before works after all consumers have the new one; 24 when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenRules(
        @Nullable String owner,
        @Nullable String ownerId,
        @Nullable String name,
        @Nullable List<String> scopes,
        @Nullable Integer accessLevel,
        @Nullable Integer lifetimeDays,
        @Nullable Integer keepOldHours) {
    private static final Set<String> OWNERS = Set.of("project", "group", "user");
    private static final Set<Integer> LEVELS = Set.of(5, 10, 15, 20, 30, 40, 50);
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_LIFE = 400;

    /** GitLab ends tokens at the beginning of their last day, and the day of a rotation counts whole. */
    private static final int LEAST_SPARE = 2;

    private static final int LONGEST_OVERLAP = 24 * 90;
    private static final int USUAL_OVERLAP = 24;

    public TokenRules {
        scopes = scopes == null ? null : Collections.unmodifiableList(new ArrayList<>(scopes));
    }

    /** @param interval in days */
    void check(Validation valid, int interval) {
        valid.check(
                owner != null && OWNERS.contains(owner), "parameters.token.owner", "Must be project, group or user");
        valid.check(
                ownerId != null && ownerId.matches("[1-9][0-9]{0,17}"),
                "parameters.token.ownerId",
                "Must be the number of the project, group or user");
        valid.check(
                name != null
                        && !name.isBlank()
                        && name.length() <= LONGEST_NAME
                        && name.chars().noneMatch(Character::isISOControl),
                "parameters.token.name",
                "Must be a name of at most %d characters".formatted(LONGEST_NAME));
        valid.check(
                scopes != null && !scopes.isEmpty() && scopes.stream().allMatch(TokenRules::isScope),
                "parameters.token.scopes",
                "Must name scopes of GitLab, such as read_api");
        valid.check(
                accessLevel == null || (LEVELS.contains(accessLevel) && !isOfPerson()),
                "parameters.token.accessLevel",
                "Must be a role of GitLab, such as 30 for Developer, and absent for users");
        valid.check(
                lifetimeDays != null && lifetimeDays >= interval + LEAST_SPARE && lifetimeDays <= LONGEST_LIFE,
                "parameters.token.lifetimeDays",
                "Must be at least %d days more than rotationInterval, and at most %d"
                        .formatted(LEAST_SPARE, LONGEST_LIFE));
        valid.check(
                overlapHours() >= 0 && overlapHours() <= LONGEST_OVERLAP,
                "parameters.token.keepOldHours",
                "Must be between 0 and %d".formatted(LONGEST_OVERLAP));
    }

    private static boolean isScope(@Nullable String text) {
        return text != null && text.matches("[a-z0-9_]{1,64}");
    }

    private boolean isOfPerson() {
        return "user".equals(owner);
    }

    /** How old a token may get while consumers are waited for: three quarters of what it lives beyond the interval. */
    Duration oldest(int interval) {
        Duration spare = Duration.ofDays(Objects.requireNonNull(lifetimeDays) - 1L - interval);
        return Duration.ofDays(interval).plus(spare.multipliedBy(3).dividedBy(4));
    }

    int overlapHours() {
        return Objects.requireNonNullElse(keepOldHours, USUAL_OVERLAP);
    }

    /** Whether tokens of the same owner are meant. */
    boolean hasOwnerOf(@Nullable TokenRules other) {
        return other != null && Objects.equals(owner, other.owner) && Objects.equals(ownerId, other.ownerId);
    }

    /** Where tokens are made. */
    String toCreate() {
        return isOfPerson() ? "/users/%s/personal_access_tokens".formatted(ownerId) : all();
    }

    /** Where all of the owner are listed, with this in their names. */
    String toList(String mark, int page) {
        String filter = "state=active&search=%s&per_page=100&page=%d".formatted(mark, page);
        return all() + "?" + (isOfPerson() ? "user_id=%s&".formatted(ownerId) : "") + filter;
    }

    String toEnd(String id) {
        return all() + "/" + id;
    }

    private String all() {
        return isOfPerson() ? "/personal_access_tokens" : "/%ss/%s/access_tokens".formatted(owner, ownerId);
    }
}
