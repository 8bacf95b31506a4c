package dev.claviger.auth.organization;

import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Subject.SETTINGS;

import dev.claviger.auth.access.Acts;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What administrators do with their organisation. Every act is allowed first and recorded. */
@ApplicationScoped
class OrganizationAdministration {
    private final SettingsStore store;
    private final Acts acts;
    private final CurrentRequest current;
    private final Clock clock;

    OrganizationAdministration(SettingsStore store, Acts acts, CurrentRequest current, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.current = current;
        this.clock = clock;
    }

    /** What is to change; null stays as it is. */
    record Edit(
            @Nullable String name,
            @Nullable String slug,
            @Nullable Boolean requireAudience) {}

    Uni<OrganizationSettings> read(UUID id) {
        AccessEvent event = current.event("get-org");
        return acts.perform(event, SETTINGS.to(READ), tx -> {
            requireOwn(id);
            tx.record(event);
            return store.find(tx, id).map(found -> orNotFound(found, id));
        });
    }

    Uni<OrganizationSettings> change(UUID id, Edit edit) {
        AccessEvent event = current.event("update-org");
        return acts.rearrange(event, SETTINGS.to(EDIT), tx -> {
            requireOwn(id);
            return store.lock(tx, id)
                    .map(found -> edited(orNotFound(found, id), edit))
                    .invoke(changed -> tx.record(described(event, changed)))
                    .call(changed -> store.update(tx, changed).invoke(free -> requireFree(free, changed)));
        });
    }

    private void requireOwn(UUID id) {
        if (!id.equals(current.caller().orgId())) {
            throw new OrganizationNotFound(id);
        }
    }

    private static OrganizationSettings orNotFound(Optional<OrganizationSettings> found, UUID id) {
        return found.orElseThrow(() -> new OrganizationNotFound(id));
    }

    private OrganizationSettings edited(OrganizationSettings old, Edit edit) {
        return new OrganizationSettings(
                old.id(),
                edit.name == null ? old.name() : edit.name,
                edit.slug == null ? old.slug() : edit.slug,
                edit.requireAudience == null ? old.requireAudience() : edit.requireAudience,
                old.createdAt(),
                clock.instant());
    }

    private static void requireFree(boolean free, OrganizationSettings changed) {
        if (!free) {
            throw new SlugTaken(changed.slug());
        }
    }

    private static AccessEvent described(AccessEvent event, OrganizationSettings settings) {
        return event.with("name", settings.name())
                .with("slug", settings.slug())
                .with("requireAudience", settings.requireAudience());
    }
}
