package dev.claviger.vault.project;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a request changes on a project; what it leaves out stays (http-api.md 5.1). */
record ProjectEdit(
        @Nullable String name,
        @Nullable String description,
        @Nullable String slug,
        @Nullable Boolean autoCapitalization,
        @Nullable Boolean hasDeleteProtection,
        @Nullable Long auditLogsRetentionDays,
        @Nullable Long pitVersionLimit,
        @Nullable Boolean secretSharing,
        @Nullable List<@Nullable String> secretDetectionIgnoreValues) {
    private static final int MAX_DAYS = 36_500;
    private static final int MAX_VERSIONS = 100;
    private static final int MAX_IGNORED = 100;
    private static final int MAX_IGNORED_LENGTH = 1024;

    /** Empty texts count as absent where the project cannot do without (http-api.md 1.1). */
    ProjectEdit {
        name = name == null || name.isEmpty() ? null : name;
        slug = slug == null || slug.isEmpty() ? null : slug;
    }

    /** What the routes for retention take. */
    record Retention(@Nullable Long auditLogsRetentionDays) {
        ProjectEdit edit() {
            if (auditLogsRetentionDays == null) {
                throw InvalidInput.of("auditLogsRetentionDays", "Required");
            }
            return new ProjectEdit(null, null, null, null, null, auditLogsRetentionDays, null, null, null);
        }
    }

    void check() {
        Validation input = new Validation();
        input.check(name == null || !name.isBlank(), "name", "Must not be empty");
        input.check(
                input.text("name", name, "").length() <= NewProject.MAX_NAME, "name", "Must be at most 64 characters");
        input.check(
                input.text("description", description, "").length() <= NewProject.MAX_DESCRIPTION,
                "description",
                "Must be at most 1024 characters");
        input.check(
                auditLogsRetentionDays == null || (auditLogsRetentionDays >= 0 && auditLogsRetentionDays <= MAX_DAYS),
                "auditLogsRetentionDays",
                "Must be between 0 and %d".formatted(MAX_DAYS));
        input.check(
                pitVersionLimit == null || (pitVersionLimit >= 1 && pitVersionLimit <= MAX_VERSIONS),
                "pitVersionLimit",
                "Must be between 1 and %d".formatted(MAX_VERSIONS));
        input.check(
                secretDetectionIgnoreValues == null
                        || (secretDetectionIgnoreValues.size() <= MAX_IGNORED
                                && secretDetectionIgnoreValues.stream().allMatch(ProjectEdit::isIgnorable)),
                "secretDetectionIgnoreValues",
                "Must be at most %d texts of 1 to %d characters".formatted(MAX_IGNORED, MAX_IGNORED_LENGTH));
        input.done();
        if (slug != null && slug.isBlank()) {
            throw InvalidInput.of("slug", "Must not be empty");
        }
    }

    private static boolean isIgnorable(@Nullable String text) {
        return text != null && !text.isBlank() && text.length() <= MAX_IGNORED_LENGTH && text.indexOf('\0') < 0;
    }

    /** What is kept for clients. */
    KeptSettings.Edit kept() {
        return new KeptSettings.Edit(
                pitVersionLimit == null ? null : Integer.valueOf(pitVersionLimit.intValue()),
                secretSharing,
                secretDetectionIgnoreValues == null
                        ? null
                        : secretDetectionIgnoreValues.stream()
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList());
    }

    boolean changesSlugOf(Project project) {
        return slug != null && !ProjectSlug.forUpdate(slug).equals(project.slug());
    }

    boolean changesProtectionOf(Project project) {
        return hasDeleteProtection != null && hasDeleteProtection != project.hasDeleteProtection();
    }

    /** The project after the change. An empty description is none. */
    Project applyTo(Project project, Instant now) {
        return new Project(
                project.id(),
                project.orgId(),
                name == null ? project.name() : name.strip(),
                slug == null ? project.slug() : ProjectSlug.forUpdate(slug),
                description == null ? project.description() : emptyToNull(description.strip()),
                project.type(),
                autoCapitalization == null ? project.autoCapitalization() : autoCapitalization,
                hasDeleteProtection == null ? project.hasDeleteProtection() : hasDeleteProtection,
                auditLogsRetentionDays == null
                        ? project.auditLogsRetentionDays()
                        : Integer.valueOf(auditLogsRetentionDays.intValue()),
                project.revision(),
                project.createdAt(),
                now);
    }

    static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
