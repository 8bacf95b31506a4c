package dev.claviger.auth.token;

/**
 * The answer of every machine login and renewal (http-api.md 3.1). It carries the token as plain text, because this is where it leaves.
 *
 * @param expiresIn seconds; 0 for a token without an end
 * @param accessTokenMaxTTL seconds; 0 is no limit
 */
public record TokenAnswer(String accessToken, long expiresIn, long accessTokenMaxTTL, String tokenType) {
    private static final long PERIODIC = 1_000_000_000;

    static TokenAnswer of(String token, Lifetime lifetime, TokenPolicy policy) {
        return new TokenAnswer(token, lifetime.seconds(), policy.period() > 0 ? PERIODIC : policy.maxTtl(), "Bearer");
    }

    @Override
    public String toString() {
        return "TokenAnswer[redacted]";
    }
}
