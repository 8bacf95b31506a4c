package dev.claviger.auth.servicetoken;

import dev.claviger.auth.servicetoken.ServiceToken.Legacy;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.glob.Glob;
import dev.claviger.kernel.http.Validation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a service token.
 *
 * @param expiresIn in seconds; 0 for never
 */
record ServiceTokenWish(
        UUID projectId, String name, List<Scope> scopes, List<String> permissions, long expiresIn, Legacy legacy) {
    private static final int MAX_NAME = 255;
    private static final int MAX_SCOPES = 100;
    private static final int MAX_ENVIRONMENT = 64;
    private static final int MAX_PATH = 1000;
    private static final int MAX_LEGACY = 4096;
    private static final long TEN_YEARS = 315_360_000;
    private static final Set<String> KNOWN = Set.of(ServiceToken.READ, ServiceToken.WRITE);

    /** As requests give it; unknown keys, such as {@code randomBytes}, are ignored. */
    public record Body(
            @Nullable String name,
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable List<GivenScope> scopes,
            @Nullable Long expiresIn,
            @Nullable List<String> permissions,
            @Nullable String encryptedKey,
            @Nullable String iv,
            @Nullable String tag) {}

    /** As requests give it. */
    public record GivenScope(
            @Nullable String environment, @Nullable String secretPath) {}

    static ServiceTokenWish read(Body body) {
        Validation input = new Validation();
        String name = input.text("name", body.name);
        input.check(name.length() <= MAX_NAME, "name", "Must have at most 255 characters");
        ServiceTokenWish wish = new ServiceTokenWish(
                project(input, body),
                name,
                scopes(input, body.scopes == null ? List.of() : body.scopes),
                permissions(input, body.permissions == null ? List.of() : body.permissions),
                input.number("expiresIn", body.expiresIn, 0, 0, TEN_YEARS),
                new Legacy(
                        legacy(input, "encryptedKey", body.encryptedKey),
                        legacy(input, "iv", body.iv),
                        legacy(input, "tag", body.tag)));
        input.done();
        return wish;
    }

    /** In either word; the newer one wins. */
    private static UUID project(Validation input, Body body) {
        return body.projectId == null || body.projectId.isBlank()
                ? input.id("workspaceId", body.workspaceId)
                : input.id("projectId", body.projectId);
    }

    private static List<Scope> scopes(Validation input, List<GivenScope> given) {
        input.check(!given.isEmpty(), "scopes", "Must have at least one entry");
        input.check(given.size() <= MAX_SCOPES, "scopes", "Must have at most 100 entries");
        Set<Scope> scopes = new LinkedHashSet<>();
        for (GivenScope scope : given) {
            scopes.add(scope(input, scope == null ? new GivenScope(null, null) : scope));
        }
        return new ArrayList<>(scopes);
    }

    /** The path begins with a slash and, but for the root, has none at the end, as the paths that it will be held against. */
    private static Scope scope(Validation input, GivenScope given) {
        String environment = input.text("scopes", given.environment).toLowerCase(Locale.ROOT);
        String path = input.text("scopes", given.secretPath, "/");
        input.check(environment.length() <= MAX_ENVIRONMENT, "scopes", "environment is the slug of an environment");
        input.check(
                path.startsWith("/") && path.length() <= MAX_PATH && isPattern(path),
                "scopes",
                "secretPath must be an absolute path or a glob over paths");
        boolean slashed = path.length() > 1 && path.endsWith("/");
        return new Scope(environment, slashed ? path.substring(0, path.length() - 1) : path);
    }

    private static boolean isPattern(String path) {
        try {
            var _ = Glob.compile(path);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> permissions(Validation input, List<String> given) {
        input.check(!given.isEmpty() && KNOWN.containsAll(given), "permissions", "Must be read, write or both");
        return List.copyOf(new LinkedHashSet<>(given));
    }

    private static @Nullable String legacy(Validation input, String field, @Nullable String given) {
        String text = input.text(field, given, "");
        input.check(text.length() <= MAX_LEGACY, field, "Must have at most 4096 characters");
        return text.isEmpty() ? null : text;
    }
}
