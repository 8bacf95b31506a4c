package dev.claviger.kernel.caller;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A checked access token: its caller, all its claims, its terms of use and its end ({@link Instant#MAX} when it has none). */
public record VerifiedToken(Caller caller, Map<String, Object> claims, TokenTerms terms, Instant expiresAt) {
    public VerifiedToken {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }
}
