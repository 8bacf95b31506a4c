package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;
import dev.claviger.vault.permission.BuiltInRole;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The project has no such role. */
final class RoleNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    RoleNotFound(String slug) {
        super(
                Kind.NOT_FOUND,
                "Role with slug '%s' not found. There are: %s"
                        .formatted(slug.length() <= MAX_ECHO ? slug : slug.substring(0, MAX_ECHO), known()));
    }

    private static String known() {
        return Arrays.stream(BuiltInRole.values()).map(BuiltInRole::slug).collect(Collectors.joining(", "));
    }
}
