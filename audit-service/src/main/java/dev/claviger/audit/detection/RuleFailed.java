package dev.claviger.audit.detection;

/** A rule that could not look at a stretch. */
final class RuleFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String rule;
    private final Throwable cause;

    RuleFailed(String rule, Throwable cause) {
        super("rule " + rule + " failed", cause);
        this.rule = rule;
        this.cause = cause;
    }

    String rule() {
        return rule;
    }

    Throwable cause() {
        return cause;
    }
}
