package dev.claviger.vault.reading;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A read of a key-value store: {@code <environment>/<folder>} means all secrets of the folder, {@code <environment>/<folder>/<KEY>} one
 * of them. A folder goes before a secret of the same name.
 *
 * @param folder empty where the last segment cannot be a folder
 * @param secret empty where it cannot be a secret
 */
record KeyValueRequest(ProjectRef project, Optional<ListRequest> folder, Optional<ReadRequest> secret) {

    /**
     * @param mount the project, unless a namespace names it
     * @param version of a single secret; 0 or absent for the latest
     */
    static KeyValueRequest parse(String mount, @Nullable String namespace, String path, @Nullable String version) {
        ProjectRef project = ProjectRef.idOrSlug(namespace == null ? mount : trimmed(namespace));
        int slash = path.indexOf('/');
        EnvironmentSlug environment = EnvironmentSlug.parse("path", slash < 0 ? path : path.substring(0, slash));
        String below = slash < 0 ? "" : path.substring(slash);
        int number = number(version);
        return new KeyValueRequest(
                project,
                number == 0 ? folder(project, environment, below) : Optional.empty(),
                secret(project, environment, below, number));
    }

    private static String trimmed(String namespace) {
        return namespace.replaceAll("^/+|/+$", "");
    }

    private static int number(@Nullable String version) {
        Validation validation = new Validation();
        long number = validation.number("version", version, 0, 0, Integer.MAX_VALUE);
        validation.done();
        return (int) number;
    }

    private static Optional<ListRequest> folder(ProjectRef project, EnvironmentSlug environment, String below) {
        return lenient(() -> SecretPath.parse("path", below))
                .map(path -> new ListRequest(
                        project,
                        new Place(environment.text(), path.text()),
                        true,
                        true,
                        false,
                        true,
                        Overrides.NONE,
                        Filter.parse(null, null)));
    }

    private static Optional<ReadRequest> secret(
            ProjectRef project, EnvironmentSlug environment, String below, int version) {
        int slash = below.lastIndexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return lenient(() -> new ReadRequest(
                project,
                new Place(
                        environment.text(),
                        SecretPath.parse("path", below.substring(0, slash)).text()),
                SecretName.parse("path", below.substring(slash + 1)),
                true,
                new ReadRequest.Options(version == 0 ? null : version, false, true, true)));
    }

    private interface Parse<T> {
        T parse();
    }

    /** What cannot be the name of anything names nothing. */
    private static <T> Optional<T> lenient(Parse<T> parse) {
        try {
            return Optional.of(parse.parse());
        } catch (InvalidInput unfit) {
            return Optional.empty();
        }
    }

    /** Where it looks first. */
    Optional<Place> place() {
        return folder.map(ListRequest::place).or(() -> secret.map(ReadRequest::place));
    }
}
