package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;

/** The organisation has no such user or group that may act. */
final class NobodyOfThatName extends Failure {
    private static final int MAX_ECHO = 128;

    NobodyOfThatName(MemberKind kind, String name) {
        super(
                Kind.NOT_FOUND,
                "The organization has no active %s '%s'"
                        .formatted(kind.text(), name.length() <= MAX_ECHO ? name : name.substring(0, MAX_ECHO)));
    }
}
