package dev.claviger.auth.method;

import dev.claviger.kernel.Failure;

/** There is no such identity, or it does not log in this way; the caller does not learn which. */
final class MethodNotFound extends Failure {
    MethodNotFound(Method<?> method) {
        super(
                Kind.NOT_FOUND,
                "%1$s auth method not found for identity, did you configure %1$s auth?".formatted(method.title()));
    }
}
