package dev.claviger.auth.identity;

import dev.claviger.kernel.Failure;

/** The identity must be unprotected before it can be deleted. */
final class DeleteProtected extends Failure {
    DeleteProtected() {
        super(Kind.BAD_REQUEST, "Identity has delete protection. Turn hasDeleteProtection off first.");
    }
}
