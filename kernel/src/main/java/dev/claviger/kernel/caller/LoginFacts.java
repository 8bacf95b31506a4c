package dev.claviger.kernel.caller;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claim {@code identityAuth} of an access token (http-api.md 3.7): what the login puts aside for permission templates, in the place
 * that its method has there.
 */
public final class LoginFacts {
    private static final String KUBERNETES = "kubernetes-auth";

    private LoginFacts() {}

    /** Returns the claim for these facts. */
    public static Map<String, Object> write(String method, Map<String, String> facts) {
        return method.equals(KUBERNETES) ? Map.of("kubernetes", facts) : Map.of("oidc", Map.of("claims", facts));
    }

    static Map<String, String> read(String method, @Nullable Object claim) {
        List<String> place = method.equals(KUBERNETES) ? List.of("kubernetes") : List.of("oidc", "claims");
        @Nullable Object here = claim;
        for (String step : place) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        Map<String, String> facts = new HashMap<>();
        if (here instanceof Map<?, ?> map) {
            map.forEach((name, text) -> facts.put(String.valueOf(name), String.valueOf(text)));
        }
        return facts;
    }
}
