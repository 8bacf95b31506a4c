package dev.claviger.vault.permission;

import dev.claviger.kernel.caller.Caller;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What templates in rules can stand for (http-api.md 6.7, step 2).
 *
 * @param metadata what administrators have noted about the identity
 * @param authMethod how it logged in; empty where the question is about somebody who is not calling
 * @param claims what that login put aside
 */
public record Facts(
        UUID id, String username, Map<String, String> metadata, String authMethod, Map<String, String> claims) {
    private static final String METADATA = "identity.metadata.";
    private static final String OIDC = "identity.auth.oidc.claims.";
    private static final String KUBERNETES = "identity.auth.kubernetes.";
    private static final String AWS = "identity.auth.aws.";

    public Facts {
        metadata = Map.copyOf(metadata);
        claims = Map.copyOf(claims);
    }

    public static Facts of(Caller caller, Map<String, String> metadata) {
        return new Facts(caller.id(), caller.name(), metadata, caller.authMethod(), caller.claims());
    }

    /** Of somebody who is not calling: what it will log in with is not known. */
    public static Facts withoutLogin(UUID id, String username, Map<String, String> metadata) {
        return new Facts(id, username, metadata, "", Map.of());
    }

    /** Whether the language has such a template. */
    static boolean isKnown(String name) {
        return name.equals("identity.id")
                || name.equals("identity.username")
                || isBelow(name, METADATA)
                || isBelow(name, OIDC)
                || isBelow(name, KUBERNETES)
                || isBelow(name, AWS);
    }

    /** The text it stands for; empty when there is none. A login method's templates have a value only after that kind of login. */
    Optional<String> value(String name) {
        return Optional.ofNullable(text(name)).filter(text -> !text.isEmpty());
    }

    private @Nullable String text(String name) {
        return switch (name) {
            case "identity.id" -> id.toString();
            case "identity.username" -> username;
            default -> isBelow(name, METADATA) ? metadata.get(name.substring(METADATA.length())) : claim(name);
        };
    }

    private @Nullable String claim(String name) {
        String place = switch (authMethod) {
            case "kubernetes-auth" -> KUBERNETES;
            case "aws-auth" -> AWS;
            default -> OIDC;
        };
        return isBelow(name, place) ? claims.get(name.substring(place.length())) : null;
    }

    private static boolean isBelow(String name, String place) {
        return name.startsWith(place) && name.length() > place.length();
    }
}
