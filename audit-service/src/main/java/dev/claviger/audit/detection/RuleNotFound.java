package dev.claviger.audit.detection;

import dev.claviger.kernel.Failure;

/** There is no such rule or suppression: 404. */
final class RuleNotFound extends Failure {
    private RuleNotFound(String message) {
        super(Kind.NOT_FOUND, message);
    }

    static RuleNotFound rule() {
        return new RuleNotFound("There is no such rule. GET /api/x/detection/rules lists them.");
    }

    static RuleNotFound suppression() {
        return new RuleNotFound("Your organisation has no such suppression.");
    }
}
