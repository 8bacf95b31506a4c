package dev.claviger.auth.identity;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.identity.IdentityInput.GivenMetadata;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes identities and changes of them out of what requests wish for. Fails with {@link InvalidInput}. */
@ApplicationScoped
class IdentityWishes {
    private final Ids ids;
    private final Clock clock;

    IdentityWishes(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** One without rights. */
    Identity fresh(
            Validation validation,
            UUID orgId,
            @Nullable UUID projectId,
            @Nullable String name,
            @Nullable Boolean hasDeleteProtection,
            @Nullable List<GivenMetadata> metadata) {
        IdentityInput input = new IdentityInput(validation, ids);
        Instant now = clock.instant();
        Identity identity = new Identity(
                ids.nextPublic(),
                ids.nextPublic(),
                orgId,
                projectId,
                input.name(name),
                new Rights(OrgRole.NO_ACCESS, false),
                hasDeleteProtection != null && hasDeleteProtection,
                true,
                input.metadata(metadata),
                List.of(),
                now,
                now);
        validation.done();
        return identity;
    }

    /** What is absent stays. */
    UnaryOperator<Identity> edit(
            @Nullable String name, @Nullable Boolean hasDeleteProtection, @Nullable List<GivenMetadata> metadata) {
        Validation validation = new Validation();
        IdentityInput input = new IdentityInput(validation, ids);
        @Nullable String newName = name == null || name.isBlank() ? null : input.name(name);
        List<Identity.Metadata> newMetadata = input.metadata(metadata);
        validation.done();
        return old -> new Identity(
                old.id(),
                old.membershipId(),
                old.orgId(),
                old.projectId(),
                newName == null ? old.name() : newName,
                old.rights(),
                hasDeleteProtection == null ? old.deleteProtection() : hasDeleteProtection,
                old.enabled(),
                metadata == null ? old.metadata() : newMetadata,
                old.authMethods(),
                old.createdAt(),
                old.updatedAt());
    }
}
