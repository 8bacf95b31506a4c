package dev.claviger.auth.role;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The roles of an organisation, for the features that give them to somebody. */
@ApplicationScoped
public class Roles {
    private final RoleStore store;

    Roles(RoleStore store) {
        this.store = store;
    }

    /** The role with this slug. Fails with {@link InvalidInput} on the field {@code role} when there is none. */
    public Uni<HeldRole> named(RecordedTransaction tx, UUID orgId, String slug) {
        return named(tx, orgId, "role", slug);
    }

    /** As {@link #named(RecordedTransaction, UUID, String)}, for a slug that came in another field. */
    public Uni<HeldRole> named(RecordedTransaction tx, UUID orgId, String field, String slug) {
        String canonical = slug.strip().toLowerCase(Locale.ROOT);
        Optional<OrgRole> builtIn = OrgRole.bySlug(canonical);
        return builtIn.isPresent()
                ? Uni.createFrom().item(new HeldRole.BuiltIn(builtIn.get()))
                : store.findBySlug(tx, orgId, canonical).map(found -> own(field, found));
    }

    private static HeldRole own(String field, Optional<OrganizationRole> found) {
        return found.<HeldRole>map(own -> new HeldRole.Own(own.role()))
                .orElseThrow(() -> InvalidInput.of(
                        field, "Must be admin, member, no-access or the slug of a role of the organization"));
    }
}
