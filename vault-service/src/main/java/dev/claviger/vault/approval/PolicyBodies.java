package dev.claviger.vault.approval;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.feed.PathPattern;
import dev.claviger.vault.project.ProjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What requests about policies say. */
public final class PolicyBodies {
    private static final int MAX_PARTIES = 100;
    private static final int MAX_NAME = 255;

    private PolicyBodies() {}

    /** Somebody by id or name; empty texts count as absent. */
    public record Named(
            @Nullable String type,
            @Nullable String id,
            @Nullable String username) {
        String givenId() {
            return id == null ? "" : id.strip();
        }

        String givenName() {
            return username == null ? "" : username.strip();
        }
    }

    /** A new policy, or a change of one, where what is absent stays. */
    public record Body(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String name,
            @Nullable String environment,
            @Nullable List<@Nullable String> environments,
            @Nullable String secretPath,
            @Nullable List<@Nullable Named> approvers,
            @Nullable List<@Nullable Named> bypassers,
            @Nullable Long approvals,
            @Nullable String enforcementLevel,
            @Nullable Boolean allowedSelfApprovals) {
        static final Body EMPTY =
                new Body(null, null, null, null, null, null, null, null, null, null, null, null, null);

        ProjectRef project() {
            return ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        /** Null when the request does not say. */
        @Nullable
        public List<EnvironmentSlug> slugs() {
            List<String> named = new ArrayList<>();
            if (environment != null && !environment.isBlank()) {
                named.add(environment);
            }
            if (environments != null) {
                environments.stream()
                        .filter(Objects::nonNull)
                        .filter(slug -> !slug.isBlank())
                        .forEach(named::add);
            }
            return named.isEmpty()
                    ? null
                    : named.stream()
                            .distinct()
                            .map(slug -> EnvironmentSlug.parse("environments", slug))
                            .toList();
        }

        @Nullable
        public PathPattern path() {
            return secretPath == null || secretPath.isBlank() ? null : PathPattern.parse("secretPath", secretPath);
        }

        @Nullable
        public String checkedName() {
            if (name == null || name.isBlank()) {
                return null;
            }
            Validation input = new Validation();
            String text = input.text("name", name);
            input.check(text.length() <= MAX_NAME, "name", "Must be at most %d characters".formatted(MAX_NAME));
            input.done();
            return text;
        }

        public int approvals(int otherwise) {
            Validation input = new Validation();
            long given = input.number("approvals", approvals, otherwise, 1, MAX_PARTIES);
            input.done();
            return (int) given;
        }

        public boolean soft(boolean otherwise) {
            return switch (enforcementLevel == null ? "" : enforcementLevel) {
                case "" -> otherwise;
                case "hard" -> false;
                case "soft" -> true;
                default -> throw InvalidInput.of("enforcementLevel", "Must be hard or soft");
            };
        }

        public boolean selfApprovals(boolean otherwise) {
            return allowedSelfApprovals == null ? otherwise : allowedSelfApprovals;
        }
    }

    /** The environments of a new policy, which needs some. */
    public static List<EnvironmentSlug> required(@Nullable List<EnvironmentSlug> slugs) {
        if (slugs == null) {
            throw InvalidInput.of("environments", "Must have at least one entry");
        }
        return slugs;
    }

    /** Those of a list that are there; too many are {@link InvalidInput}. */
    public static List<Named> named(@Nullable List<@Nullable Named> given, String field) {
        List<Named> named = given == null
                ? List.of()
                : given.stream().filter(Objects::nonNull).toList();
        if (named.size() > MAX_PARTIES) {
            throw InvalidInput.of(field, "Must have at most %d entries".formatted(MAX_PARTIES));
        }
        return named;
    }
}
