package dev.claviger.vault.approval;

import dev.claviger.kernel.Failure;

/** A policy that could never be met, or a step of a request that cannot be taken as things stand. */
public final class ApprovalRefused extends Failure {
    private ApprovalRefused(Kind kind, String text) {
        super(kind, text);
    }

    public static ApprovalRefused cannot(String text) {
        return new ApprovalRefused(Kind.BAD_REQUEST, text);
    }

    public static ApprovalRefused forbidden(String text) {
        return new ApprovalRefused(Kind.FORBIDDEN, text);
    }
}
