package dev.claviger.vault.reading;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.FolderNotFound;
import dev.claviger.vault.folder.Sought;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, each in any of its spellings. An empty one counts as absent; one that is given twice with different values
 * is refused, because two programs would read it differently.
 */
record Query(Map<String, List<String>> parameters) {
    private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z0-9_/-]+");

    /**
     * With the project, environment and path of a service token in place of those that are not named, when it has exactly one scope and
     * that is a folder (http-api.md 3.11).
     */
    Query completedFor(Caller caller) {
        @Nullable ServiceGrant grant = caller.grant();
        if (grant == null || grant.scopes().size() != 1) {
            return this;
        }
        Scope only = grant.scopes().getFirst();
        return PLAIN_PATH.matcher(only.secretPath()).matches() ? completed(grant, only) : this;
    }

    private Query completed(ServiceGrant grant, Scope only) {
        Map<String, List<String>> more = new HashMap<>(parameters);
        if (text("projectId", "workspaceId") == null && text("projectSlug", "workspaceSlug") == null) {
            more.put("projectId", List.of(grant.projectId().toString()));
        }
        if (text("environment") == null) {
            more.put("environment", List.of(only.environment()));
            if (text("secretPath") == null) {
                more.put("secretPath", List.of(only.secretPath()));
            }
        }
        return new Query(more);
    }

    /** The project by id or slug. */
    ProjectRef project(Dialect dialect) {
        @Nullable String id = text("projectId", "workspaceId");
        @Nullable String slug = text("projectSlug", "workspaceSlug");
        if (id == null && slug == null) {
            throw dialect.missingProject();
        }
        return ProjectRef.either("projectId", id, slug);
    }

    Place place(Dialect dialect) {
        return place(dialect, "secretPath");
    }

    /** @param path the spellings of the path */
    Place place(Dialect dialect, String... path) {
        @Nullable String environment = text("environment");
        if (environment == null) {
            throw dialect.missingEnvironment();
        }
        Sought sought = Sought.parse(environment, path[0], text(path));
        return new Place(sought.environment().text(), sought.path().text());
    }

    /** Whether no folder can be where it points. */
    boolean pointsNowhere(Dialect dialect) {
        try {
            var _ = place(dialect);
            return false;
        } catch (FolderNotFound nowhere) {
            return true;
        }
    }

    /** The environment, in canonical form where it has one. */
    String environment() {
        String given = Objects.requireNonNullElse(text("environment"), "");
        try {
            return EnvironmentSlug.parse("environment", given).text();
        } catch (InvalidInput unfit) {
            return given;
        }
    }

    boolean isRecursive() {
        return flag(false, "recursive");
    }

    boolean flag(boolean fallback, String... spellings) {
        Validation validation = new Validation();
        boolean flag = validation.flag(spellings[0], text(spellings), fallback);
        validation.done();
        return flag;
    }

    boolean expandsReferences(Dialect dialect) {
        return flag(dialect.resolves(), "expandSecretReferences");
    }

    boolean includesImports(Dialect dialect) {
        return flag(dialect.resolves(), "includeImports", "include_imports");
    }

    boolean viewsValue() {
        return flag(true, "viewSecretValue");
    }

    /** A whole number within the bounds, or the fallback when it is absent. */
    long number(String name, long fallback, long least, long most) {
        Validation validation = new Validation();
        long number = validation.number(name, text(name), fallback, least, most);
        validation.done();
        return number;
    }

    @Nullable
    String text(String... spellings) {
        List<String> given = Stream.of(spellings)
                .flatMap(spelling -> parameters.getOrDefault(spelling, List.of()).stream())
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        if (given.size() > 1) {
            throw InvalidInput.of(spellings[0], "Must be given once");
        }
        return given.isEmpty() ? null : given.getFirst();
    }
}
