package dev.claviger.vault.environment;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The project has no such environment. */
public final class EnvironmentNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private EnvironmentNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    /** A client compares this text (http-api.md 14.2). */
    public static EnvironmentNotFound of(EnvironmentSlug slug, UUID projectId) {
        return of(slug.text(), projectId);
    }

    /** Of a text as it was given, by which no environment may be called. */
    public static EnvironmentNotFound of(String slug, UUID projectId) {
        return new EnvironmentNotFound(
                "Environment with slug '%s' in project with ID %s not found".formatted(slug, projectId));
    }

    static EnvironmentNotFound of(String id) {
        return new EnvironmentNotFound("Environment with ID '%s' not found"
                .formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
