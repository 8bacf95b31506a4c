package dev.claviger.vault.explain;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.KnownPrincipal;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.permission.Facts;
import dev.claviger.vault.permission.Grants;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Source;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Everybody who may act in a project: its own members, and those of the groups that belong to it. */
@ApplicationScoped
class Residents {
    private final Grants grants;
    private final Principals principals;

    Residents(Grants grants, Principals principals) {
        this.grants = grants;
        this.principals = principals;
    }

    /** What is held in the project, groups by themselves. */
    Uni<Map<Holder, List<Holding>>> held(UUID projectId) {
        return grants.ofProject(projectId);
    }

    /** Those who hold something by that. Who is disabled or gone is left out. */
    List<Resident> of(UUID orgId, Map<Holder, List<Holding>> held) {
        Set<Holder> everybody = new LinkedHashSet<>();
        held.keySet().stream()
                .filter(holder -> !holder.type().equals(Holder.GROUP))
                .forEach(everybody::add);
        for (Caller.Kind kind : List.of(Caller.Kind.IDENTITY, Caller.Kind.USER)) {
            principals.active(kind, orgId).forEach((id, known) -> {
                if (known.groups().stream().anyMatch(group -> held.containsKey(group(group)))) {
                    everybody.add(new Holder(kind.text(), id));
                }
            });
        }
        return everybody.stream()
                .filter(holder ->
                        find(orgId, holder).map(KnownPrincipal::active).orElse(true))
                .map(holder -> resident(orgId, holder, held))
                .toList();
    }

    /** One of them, whoever it is; somebody who holds nothing is found with nothing. */
    Resident one(UUID orgId, Holder holder, Map<Holder, List<Holding>> held) {
        return resident(orgId, holder, held);
    }

    String groupName(UUID orgId, UUID groupId) {
        return principals.findGroup(orgId, groupId).map(KnownPrincipal::name).orElse("");
    }

    private Resident resident(UUID orgId, Holder holder, Map<Holder, List<Holding>> held) {
        Optional<KnownPrincipal> known = find(orgId, holder);
        Set<UUID> groups = known.map(KnownPrincipal::groups).orElse(Set.of());
        List<Holding> direct = held.getOrDefault(holder, List.of());
        List<Holding> all = new ArrayList<>();
        direct.stream()
                .filter(holding -> holding.source().kind() == Source.Kind.ROLE)
                .forEach(all::add);
        held.forEach((other, holdings) -> {
            if (other.type().equals(Holder.GROUP) && groups.contains(other.id())) {
                all.addAll(holdings);
            }
        });
        direct.stream()
                .filter(holding -> holding.source().kind() != Source.Kind.ROLE)
                .forEach(all::add);
        Facts facts = Facts.withoutLogin(
                holder.id(),
                known.map(KnownPrincipal::name).orElse(""),
                known.map(found -> found.machine().metadata()).orElse(Map.of()));
        return new Resident(holder, facts, all);
    }

    private Optional<KnownPrincipal> find(UUID orgId, Holder holder) {
        Caller.Kind kind = holder.type().equals(Holder.USER) ? Caller.Kind.USER : Caller.Kind.IDENTITY;
        return principals.find(kind, orgId, holder.id());
    }

    private static Holder group(UUID id) {
        return new Holder(Holder.GROUP, id);
    }
}
