package dev.claviger.sync.secretsync;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in GitLab variables go and how they are set (http-api.md 7.3), as it was given.
 *
 * @param scope {@code project} or {@code group}
 * @param targetEnvironment the environment scope of the variables
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GitLabTarget(
        @Nullable String scope,
        @Nullable String projectId,
        @Nullable String projectName,
        @Nullable String groupId,
        @Nullable String groupName,
        @Nullable String targetEnvironment,
        @Nullable Boolean shouldProtectSecrets,
        @Nullable Boolean shouldMaskSecrets,
        @Nullable Boolean shouldHideSecrets) {
    private static final String PREFIX = "destinationConfig.";
    private static final String ANY_ENVIRONMENT = "*";
    private static final int LONGEST = 255;

    /** With the defaults in it. */
    GitLabTarget check(Validation valid) {
        String kind = valid.text(PREFIX + "scope", scope);
        boolean isGroup = kind.equals("group");
        valid.check(isGroup || kind.equals("project"), PREFIX + "scope", "Must be project or group");
        @Nullable String project = isGroup ? null : number(valid, "projectId", projectId);
        @Nullable String group = isGroup ? number(valid, "groupId", groupId) : null;
        String environment = valid.text(PREFIX + "targetEnvironment", targetEnvironment, ANY_ENVIRONMENT);
        valid.check(
                environment.matches("[a-zA-Z0-9_/${}.* -]{1,255}"),
                PREFIX + "targetEnvironment",
                "Must be an environment scope: letters, digits, spaces and - _ / $ { } . *");
        boolean hidden = Boolean.TRUE.equals(shouldHideSecrets);
        valid.check(
                !hidden || !Boolean.FALSE.equals(shouldMaskSecrets),
                PREFIX + "shouldMaskSecrets",
                "Must be true where shouldHideSecrets is: GitLab hides masked variables only");
        return new GitLabTarget(
                kind,
                project,
                isGroup ? null : name(valid, "projectName", projectName),
                group,
                isGroup ? name(valid, "groupName", groupName) : null,
                environment,
                Boolean.TRUE.equals(shouldProtectSecrets),
                Boolean.TRUE.equals(shouldMaskSecrets) || hidden,
                hidden);
    }

    /** The number or the whole path; the number stays when the place moves. */
    private static String number(Validation valid, String field, @Nullable String given) {
        String text = valid.text(PREFIX + field, given);
        valid.check(
                text.isEmpty() || text.matches("[0-9]{1,18}"),
                PREFIX + field,
                "Must be the number that GitLab shows as its id; a path would not survive a move");
        return text;
    }

    private static @Nullable String name(Validation valid, String field, @Nullable String given) {
        valid.check(given == null || given.length() <= LONGEST, PREFIX + field, "Must have at most 255 characters");
        return given;
    }

    /** One spelling of the place and the scope in it. */
    String key(String instance) {
        return "%s %s".formatted(place(instance), targetEnvironment);
    }

    /** One spelling of the project or group. */
    public String place(String instance) {
        return "%s %s %s".formatted(instance, scope, id());
    }

    @JsonIgnore
    public boolean isGroup() {
        return "group".equals(scope);
    }

    /** Of the project or group, as GitLab counts. */
    public long id() {
        return Long.parseLong(Objects.requireNonNull(isGroup() ? groupId : projectId));
    }
}
