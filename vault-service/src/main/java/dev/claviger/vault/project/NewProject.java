package dev.claviger.vault.project;

import dev.claviger.kernel.http.Validation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request to create a project says (http-api.md 5.1). */
record NewProject(
        @Nullable String projectName,
        @Nullable String projectDescription,
        @Nullable String slug,
        @Nullable String template,
        @Nullable String type,
        @Nullable String kmsKeyId,
        @Nullable Boolean shouldCreateDefaultEnvs,
        @Nullable Boolean hasDeleteProtection) {
    static final int MAX_NAME = 64;
    static final int MAX_DESCRIPTION = 1024;

    /** The same, checked. */
    Checked check() {
        Validation input = new Validation();
        String name = input.text("projectName", projectName);
        input.check(name.length() <= MAX_NAME, "projectName", "Must be at most 64 characters");
        String description = input.text("projectDescription", projectDescription, "");
        input.check(description.length() <= MAX_DESCRIPTION, "projectDescription", "Must be at most 1024 characters");
        String templateName =
                input.text("template", template, Blueprints.DEFAULT).strip();
        input.check(templateName.length() <= MAX_NAME, "template", "Must be at most 64 characters");
        input.check(
                input.text("type", type, Checked.TYPE).equals(Checked.TYPE),
                "type",
                "There are only projects of the type 'secret-manager'");
        input.check(kmsKeyId == null || kmsKeyId.isBlank(), "kmsKeyId", "Keys of projects are not chosen one by one");
        input.done();
        return new Checked(
                name,
                description,
                slug == null || slug.isBlank() ? "" : ProjectSlug.forCreate(slug),
                templateName,
                shouldCreateDefaultEnvs == null || shouldCreateDefaultEnvs,
                hasDeleteProtection != null && hasDeleteProtection);
    }

    /**
     * A request in order.
     *
     * @param slug empty when one is to be made from the name
     * @param withDefaultEnvironments counts for the default template only
     */
    record Checked(
            String name,
            String description,
            String slug,
            String template,
            boolean withDefaultEnvironments,
            boolean isProtected) {
        static final String TYPE = "secret-manager";

        Optional<String> givenSlug() {
            return slug.isEmpty() ? Optional.empty() : Optional.of(slug);
        }
    }
}
