package dev.claviger.vault.membership;

import java.util.List;
import java.util.UUID;

/** A machine identity as auth-service describes it. */
record KnownIdentity(UUID id, String name, boolean hasDeleteProtection, List<String> authMethods) {
    KnownIdentity {
        authMethods = List.copyOf(authMethods);
    }
}
