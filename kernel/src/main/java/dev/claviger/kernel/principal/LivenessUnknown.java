package dev.claviger.kernel.principal;

import dev.claviger.kernel.Failure;

/** Neither the topic nor auth-service has told for too long whether tokens are still good: 503, and nothing is served. */
public final class LivenessUnknown extends Failure {
    private LivenessUnknown(String message) {
        super(Kind.UNAVAILABLE, message);
    }

    static LivenessUnknown graceOver() {
        return new LivenessUnknown(
                "auth-service cannot be reached for longer than the configured grace, so access tokens are not accepted. Try again later.");
    }

    static LivenessUnknown doubtful() {
        return new LivenessUnknown(
                "auth-service cannot be reached, and only there is known whether this access token was revoked. Try again in a moment.");
    }

    static LivenessUnknown uncounted() {
        return new LivenessUnknown(
                "auth-service cannot be reached, and the uses of this access token are limited and must be counted there. Try again in a moment.");
    }
}
