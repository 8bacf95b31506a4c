package dev.claviger.sync.lease;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.lease.DoomStore.Orphan;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** What the log tells of leases (http-api.md 9.3). */
@ApplicationScoped
class LeaseEvents {
    static final String CREATED = "create-dynamic-secret-lease";
    static final String RENEWED = "renew-dynamic-secret-lease";
    static final String ENDED = "delete-dynamic-secret-lease";
    static final String SHOWN = "get-dynamic-secret-lease";
    static final String LISTED = "list-dynamic-secret-leases";
    static final String REMOVED = "delete-dynamic-secret";

    private final Clock clock;
    private final Ids ids;

    LeaseEvents(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** An end that nobody is waiting for. */
    AccessEvent ended(DynamicSecret secret, Lease lease, String username) {
        AccessEvent event = begin(ENDED, lease.id(), secret.orgId())
                .in(secret.projectId(), secret.environment(), secret.path())
                .with("projectId", secret.projectId())
                .with("environment", secret.environment())
                .with("secretPath", secret.path());
        return about(event, secret, lease, username);
    }

    /** The end of a definition because of that of its folder. */
    AccessEvent removed(Orphan orphan, String why) {
        return begin(REMOVED, orphan.id(), orphan.orgId())
                .in(orphan.projectId(), orphan.environment(), orphan.path())
                .with("projectId", orphan.projectId())
                .with("environment", orphan.environment())
                .with("secretPath", orphan.path())
                .with("dynamicSecretName", orphan.name())
                .with("dynamicSecretType", DynamicSecret.TYPE)
                .with("dynamicSecretId", orphan.id())
                .with("because", why);
    }

    private AccessEvent begin(String name, UUID id, UUID orgId) {
        return AccessEvent.begin(ids.next(), clock.instant(), name, new Origin(id.toString(), "", "", ""))
                .by(Actor.PLATFORM, orgId, Provenance.NONE);
    }

    static AccessEvent about(AccessEvent event, DynamicSecret secret) {
        return event.with("dynamicSecretName", secret.name())
                .with("dynamicSecretType", DynamicSecret.TYPE)
                .with("dynamicSecretId", secret.id());
    }

    static AccessEvent about(AccessEvent event, DynamicSecret secret, Lease lease, String username) {
        return about(event, secret)
                .with("leaseId", lease.id())
                .with("leaseExternalEntityId", username)
                .with("leaseExpireAt", lease.expireAt().toString());
    }
}
