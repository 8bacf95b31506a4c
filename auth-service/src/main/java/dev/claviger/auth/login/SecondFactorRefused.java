package dev.claviger.auth.login;

import dev.claviger.kernel.Failure;
import java.util.Map;

/** The second factor was not shown; clients read the context (http-api.md 3.9, step 3b). */
final class SecondFactorRefused extends Failure {
    private final transient Map<String, Object> context;

    private SecondFactorRefused(String message, String code, int triesLeft) {
        super(Kind.UNAUTHORIZED, message);
        this.context = Map.of("code", code, "triesLeft", triesLeft);
    }

    static SecondFactorRefused invalid(int triesLeft) {
        return new SecondFactorRefused("The code is wrong or was used before.", "mfa_invalid", triesLeft);
    }

    static SecondFactorRefused expired() {
        return new SecondFactorRefused(
                "This login took too long or had too many tries. Log in again.", "mfa_expired", 0);
    }

    @Override
    public Object context() {
        return context;
    }
}
