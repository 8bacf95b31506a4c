package dev.claviger.auth.identity;

import dev.claviger.auth.identity.Identity.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An identity as create, update and delete answer it (http-api.md 6.1). */
record IdentityAnswer(
        UUID id,
        String name,
        UUID orgId,
        boolean hasDeleteProtection,
        List<String> authMethods,
        List<Metadata> metadata,
        Instant createdAt,
        Instant updatedAt) {

    static IdentityAnswer of(Identity identity) {
        return new IdentityAnswer(
                identity.id(),
                identity.name(),
                identity.orgId(),
                identity.deleteProtection(),
                identity.authMethods(),
                identity.metadata(),
                identity.createdAt(),
                identity.updatedAt());
    }

    /** What stands around one identity. */
    public record One(IdentityAnswer identity) {}
}
