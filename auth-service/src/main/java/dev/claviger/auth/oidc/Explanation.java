package dev.claviger.auth.oidc;

import dev.claviger.auth.claim.Check;
import dev.claviger.auth.claim.LoginRefused;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a login, check by check.
 *
 * @param wouldLogIn whether the token, as it was given, would get an access token now; never true for recorded claims
 * @param checks in the order in which a login asks them; the first one that failed is the one a login answers with
 * @param warnings what the configuration accepts and should not
 * @param job what the token tells about the job
 */
record Explanation(
        UUID identityId,
        boolean wouldLogIn,
        Signature signature,
        List<Shown> checks,
        List<String> warnings,
        Map<String, String> job) {

    /**
     * Whether the issuer has signed it.
     *
     * @param checked false for recorded claims, which have no signature
     * @param reason null when it is good
     */
    record Signature(
            boolean checked, boolean passed, @Nullable String reason) {
        static final Signature GOOD = new Signature(true, true, null);
        static final Signature NONE =
                new Signature(false, false, "These are recorded claims: there is no signature to check.");

        static Signature bad(String reason) {
            return new Signature(true, false, reason);
        }
    }

    /** @param answer what the caller of a login would be told; null when the check was passed */
    record Shown(
            String check,
            String claim,
            String expected,
            String received,
            boolean passed,
            @Nullable String answer) {

        static Shown of(Check check) {
            @Nullable
            String answer = check.objections().stream()
                    .map(LoginRefused::text)
                    .findFirst()
                    .orElse(null);
            return new Shown(check.name(), check.claim(), check.expected(), check.received(), check.passed(), answer);
        }
    }

    /** What stands around it. */
    record One(Explanation explanation) {}
}
