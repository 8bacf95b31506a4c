package dev.claviger.vault.secret;

import dev.claviger.kernel.Failure;

/** A read would return more than one answer may hold. */
public final class AnswerTooLarge extends Failure {
    public AnswerTooLarge(String limit) {
        super(
                Kind.BAD_REQUEST,
                "The answer would go beyond the limit of %s. Ask for a narrower path.".formatted(limit));
    }
}
