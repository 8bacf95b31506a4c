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
    private static final List<String> ELSEWHERE = List.of("oidc", "claims");
    private static final Map<String, List<String>> PLACES =
            Map.of("kubernetes-auth", List.of("kubernetes"), "aws-auth", List.of("aws"));

    private LoginFacts() {}

    /** Returns the claim for these facts. */
    public static Map<String, Object> write(String method, Map<String, String> facts) {
        List<String> place = place(method);
        Map<String, Object> claim = Map.of(place.getLast(), facts);
        return place.size() == 1 ? claim : Map.of(place.getFirst(), claim);
    }

    static Map<String, String> read(String method, @Nullable Object claim) {
        @Nullable Object here = claim;
        for (String step : place(method)) {
            here = here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        Map<String, String> facts = new HashMap<>();
        if (here instanceof Map<?, ?> map) {
            map.forEach((name, text) -> facts.put(String.valueOf(name), String.valueOf(text)));
        }
        return facts;
    }

    private static List<String> place(String method) {
        return PLACES.getOrDefault(method, ELSEWHERE);
    }
}
