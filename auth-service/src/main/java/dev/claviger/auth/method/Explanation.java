package dev.claviger.auth.method;

import dev.claviger.auth.claim.Check;
import dev.claviger.kernel.Failure;
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
public record Explanation(
        UUID identityId,
        boolean wouldLogIn,
        Signature signature,
        List<Shown> checks,
        List<String> warnings,
        Map<String, String> job) {

    /** Of a token that tells nothing about a job. */
    public static Explanation of(UUID identityId, Signature signature, List<Shown> checks, List<String> warnings) {
        return of(identityId, signature, checks, warnings, Map.of());
    }

    public static Explanation of(
            UUID identityId, Signature signature, List<Shown> checks, List<String> warnings, Map<String, String> job) {
        boolean allPassed = checks.stream().allMatch(Shown::passed);
        return new Explanation(identityId, signature.passed() && allPassed, signature, checks, warnings, job);
    }

    /**
     * Whether the issuer has signed it.
     *
     * @param checked false for recorded claims, which have no signature
     * @param reason null when it is good
     */
    public record Signature(
            boolean checked, boolean passed, @Nullable String reason) {
        public static final Signature GOOD = new Signature(true, true, null);
        public static final Signature NONE =
                new Signature(false, false, "These are recorded claims: there is no signature to check.");

        public static Signature bad(String reason) {
            return new Signature(true, false, reason);
        }
    }

    /**
     * One check.
     *
     * @param answer what the caller of a login would be told; null when the check was passed
     */
    public record Shown(
            String check,
            String claim,
            String expected,
            String received,
            boolean passed,
            @Nullable String answer) {

        public static Shown of(Check check) {
            @Nullable
            String answer =
                    check.objections().stream().map(Failure::text).findFirst().orElse(null);
            return new Shown(check.name(), check.claim(), check.expected(), check.received(), check.passed(), answer);
        }

        public static Shown of(Trial trial) {
            @Nullable
            String answer = trial.objections().stream()
                    .map(objection -> objection.answer().text())
                    .findFirst()
                    .orElse(null);
            return new Shown(trial.check(), trial.check(), trial.expected(), trial.received(), trial.passed(), answer);
        }
    }

    /** What stands around it. */
    public record One(Explanation explanation) {}
}
