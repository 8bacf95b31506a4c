package dev.claviger.vault.role;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.BuiltInRole;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds roles, built in or made by the project, by the names that requests give. */
@ApplicationScoped
public class Roles {
    private final RoleStore store;
    private final Ids ids;
    private final Clock clock;

    Roles(RoleStore store, Ids ids, Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /** Gives a project that is being made these roles. Their slugs differ. */
    public Uni<Void> begin(RecordedTransaction tx, UUID projectId, List<RoleDraft> drafts) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (RoleDraft draft : drafts) {
            done = done.chain(() -> store.insert(tx, draft.role(ids.nextPublic(), projectId, clock.instant())));
        }
        return done;
    }

    /** By slug, as the transaction sees them. Fails with {@link RoleNotFound}. */
    public Uni<Map<String, AssignableRole>> named(RecordedTransaction tx, UUID projectId, Collection<String> slugs) {
        return store.all(tx, projectId).map(made -> {
            Map<String, AssignableRole> found = new HashMap<>();
            slugs.forEach(slug -> found.put(slug, named(slug, made)));
            return found;
        });
    }

    /** One of the project, by its id. Fails with {@link RoleNotFound}. */
    public Uni<AssignableRole> find(UUID projectId, UUID roleId) {
        return store.find(projectId, roleId)
                .map(found -> found.map(Roles::assignable).orElseThrow(() -> RoleNotFound.byId(roleId.toString())));
    }

    /** All that can be given in the project, by slug. */
    public Uni<Map<String, AssignableRole>> all(UUID projectId) {
        return store.all(projectId).map(made -> {
            Map<String, AssignableRole> all = new HashMap<>();
            for (BuiltInRole role : BuiltInRole.values()) {
                all.put(role.slug(), AssignableRole.of(role));
            }
            made.forEach(role -> all.put(role.slug(), assignable(role)));
            return all;
        });
    }

    private static AssignableRole named(String slug, List<ProjectRole> made) {
        String canonical = slug.strip().toLowerCase(Locale.ROOT);
        Optional<AssignableRole> builtIn = BuiltInRole.bySlug(canonical).map(AssignableRole::of);
        return builtIn.or(() -> made.stream()
                        .filter(role -> role.slug().equals(canonical))
                        .findFirst()
                        .map(Roles::assignable))
                .orElseThrow(() -> RoleNotFound.bySlug(slug));
    }

    private static AssignableRole assignable(ProjectRole role) {
        return new AssignableRole(
                role.slug(), role.name(), role.id(), role.permissions().rules());
    }
}
