package dev.claviger.kernel.caller;

import io.smallrye.mutiny.Uni;

/** Where service tokens are checked: auth-service has them, the other services ask it. */
public interface ServiceTokens {

    /**
     * Who calls with it. Fails with {@link TokenRefused} when it is unknown, wrong, deleted or expired, and with {@link KeysUnavailable}
     * when nobody can be asked.
     */
    Uni<Caller> verify(ServiceTokenText token);
}
