package dev.claviger.auth.claim;

import java.util.Map;

/** What became of a token whose signature is good. */
public sealed interface Verdict {

    /** It may log in. The claims are those put aside for permission templates. */
    record Accepted(Map<String, String> claims) implements Verdict {
        public Accepted {
            claims = Map.copyOf(claims);
        }
    }

    /** It may not. */
    record Denied(Denial denial) implements Verdict {}
}
