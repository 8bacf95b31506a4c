package dev.claviger.auth.organization;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What organisations lay down for other features. */
@ApplicationScoped
public class Organizations {
    private final SettingsStore store;

    Organizations(SettingsStore store) {
        this.store = store;
    }

    /**
     * For configurations of logins by foreign tokens. Fails with {@link AudienceRequired} when none is bound although the organisation
     * requires it (http-api.md decision 2).
     */
    public Uni<Void> requireAudience(RecordedTransaction tx, UUID orgId, boolean isBound) {
        return isBound
                ? Uni.createFrom().voidItem()
                : store.find(tx, orgId)
                        .invoke(found -> found.ifPresent(Organizations::refuseUnbound))
                        .replaceWithVoid();
    }

    private static void refuseUnbound(OrganizationSettings settings) {
        if (settings.requireAudience()) {
            throw new AudienceRequired();
        }
    }
}
