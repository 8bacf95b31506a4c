package dev.claviger.auth.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.auth.identity.Identity.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An identity as create, update and delete answer it (http-api.md 6.1). */
record IdentityAnswer(
        UUID id,
        String name,
        UUID orgId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID projectId,
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
                identity.projectId(),
                identity.deleteProtection(),
                identity.authMethods(),
                identity.metadata(),
                identity.createdAt(),
                identity.updatedAt());
    }

    /** What stands around one identity. */
    public record One(IdentityAnswer identity) {}

    /** A page of those of a project. */
    public record Page(List<IdentityAnswer> identities, long totalCount) {}
}
