package dev.claviger.vault.explain;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.Source;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.role.AssignableRole;
import dev.claviger.vault.role.RoleNotFound;
import dev.claviger.vault.role.Roles;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who would gain and who would lose by a change, on everybody who may act in the project and on the secrets that are there. Nothing is
 * changed. It compares with the code that decides; templates of logins have no text here.
 */
@ApplicationScoped
class WhatIf {
    static final int MOST_PLACES = 5_000;
    private static final long MOST_COMPARISONS = 1_000_000;

    private final Projects projects;
    private final Residents residents;
    private final Roles roles;
    private final InventoryStore inventory;
    private final AuditClient audit;
    private final ReplayConfig replay;
    private final Gate gate;
    private final Outbox outbox;
    private final Clock clock;
    private final Vertx workers;

    WhatIf(
            Projects projects,
            Residents residents,
            Roles roles,
            InventoryStore inventory,
            AuditClient audit,
            ReplayConfig replay,
            Gate gate,
            Outbox outbox,
            Clock clock,
            Vertx workers) {
        this.projects = projects;
        this.residents = residents;
        this.roles = roles;
        this.inventory = inventory;
        this.audit = audit;
        this.replay = replay;
        this.gate = gate;
        this.outbox = outbox;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * The answer.
     *
     * @param complete false when somebody or some secrets may be hidden from the one who asks, or there was too much to compare
     * @param recorded what the change would have done to decisions of the past
     */
    record Answer(List<Entry> principals, boolean complete, Replay recorded) {}

    /** Somebody for whom something would be different: on secrets that are there, and in rules. */
    record Entry(String type, UUID id, String name, Side gains, Side losses) {
        boolean isDifferent() {
            return !gains.isEmpty() || !losses.isEmpty();
        }
    }

    /** One side of a difference. */
    record Side(List<Difference.InFolder> secrets, List<Map<String, Object>> rules) {
        boolean isEmpty() {
            return secrets.isEmpty() && rules.isEmpty();
        }
    }

    /** Both states, and what they are compared on. */
    private record Comparison(
            OpenProject open,
            Map<Holder, List<Holding>> before,
            Map<Holder, List<Holding>> after,
            List<Resource> places,
            PastDecisions past) {}

    /** Fails with {@link RoleNotFound}. */
    Uni<Answer> ask(Caller caller, ProjectRef ref, Change change, Secret bearer, AccessEvent event) {
        return gate.settle(event, projects.open(caller, ref))
                .call(open -> requireAll(open, event))
                .chain(open -> residents
                        .held(open.id())
                        .chain(before -> gate.settle(event.in(open.id(), null, null), after(open.id(), before, change))
                                .chain(after -> inventory
                                        .of(open.id(), MOST_PLACES + 1)
                                        .chain(places -> audit.decisions(open.id(), bearer, event.origin())
                                                .map(past -> new Comparison(open, before, after, places, past))))))
                .chain(comparison -> workers.executeBlocking(() -> answer(caller.orgId(), comparison), false)
                        .call(answer -> outbox.record(event.in(comparison.open().id(), null, null)
                                .with("change", change.getClass().getSimpleName())
                                .with("principals", answer.principals().size())
                                .with("recordedDecisions", answer.recorded().considered()))));
    }

    private Uni<Void> requireAll(OpenProject open, AccessEvent event) {
        Uni<Void> allowed = Uni.createFrom().voidItem();
        for (String subject : List.of(Subject.ROLE, Subject.IDENTITY, Subject.MEMBER, Subject.GROUPS)) {
            allowed = allowed.chain(() -> gate.require(
                    open.permissions(), Action.READ, subject, Resource.NONE, event.in(open.id(), null, null)));
        }
        return allowed;
    }

    private Uni<Map<Holder, List<Holding>>> after(UUID projectId, Map<Holder, List<Holding>> before, Change change) {
        return switch (change) {
            case Change.OfRole(var roleId, var permissions) ->
                roles.find(projectId, roleId).map(role -> replaced(before, role, permissions.rules()));
            case Change.OfMembership(var holder, var slugs) ->
                roles.all(projectId).map(all -> with(before, holder, rolesAnd(before, holder, slugs, all)));
            case Change.OfPrivilege privilege ->
                Uni.createFrom().item(() -> with(before, privilege.holder(), privileges(before, privilege)));
        };
    }

    private static Map<Holder, List<Holding>> replaced(
            Map<Holder, List<Holding>> before, AssignableRole role, List<Rule> rules) {
        Map<Holder, List<Holding>> after = new LinkedHashMap<>();
        before.forEach((holder, holdings) -> after.put(
                holder,
                holdings.stream()
                        .map(holding -> isOf(holding, role)
                                ? new Holding(holding.source(), rules, holding.from(), holding.until())
                                : holding)
                        .toList()));
        return after;
    }

    private static boolean isOf(Holding holding, AssignableRole role) {
        return holding.source().kind() == Source.Kind.ROLE
                && role.customId() != null
                && role.customId().equals(holding.source().id());
    }

    private static Map<Holder, List<Holding>> with(
            Map<Holder, List<Holding>> before, Holder holder, List<Holding> holdings) {
        Map<Holder, List<Holding>> after = new LinkedHashMap<>(before);
        after.put(holder, holdings);
        return after;
    }

    /** Who leaves the project loses its privileges, too. */
    private static List<Holding> rolesAnd(
            Map<Holder, List<Holding>> before, Holder holder, List<String> slugs, Map<String, AssignableRole> all) {
        List<Holding> holdings = new ArrayList<>();
        for (String slug : slugs) {
            AssignableRole role = Optional.ofNullable(all.get(slug)).orElseThrow(() -> RoleNotFound.bySlug(slug));
            Source source = new Source(
                    Source.Kind.ROLE,
                    role.slug(),
                    role.customId(),
                    holder.type().equals(Holder.GROUP) ? holder.id() : null);
            holdings.add(new Holding(source, role.rules(), null, null));
        }
        if (!slugs.isEmpty()) {
            before.getOrDefault(holder, List.of()).stream()
                    .filter(holding -> holding.source().kind() == Source.Kind.PRIVILEGE)
                    .forEach(holdings::add);
        }
        return holdings;
    }

    private static List<Holding> privileges(Map<Holder, List<Holding>> before, Change.OfPrivilege change) {
        List<Holding> holdings = new ArrayList<>();
        boolean found = false;
        for (Holding holding : before.getOrDefault(change.holder(), List.of())) {
            boolean meant = holding.source().kind() == Source.Kind.PRIVILEGE
                    && change.privilegeId() != null
                    && change.privilegeId().equals(holding.source().id());
            found |= meant;
            holdings.add(
                    meant
                            ? new Holding(
                                    holding.source(), change.permissions().rules(), holding.from(), holding.until())
                            : holding);
        }
        if (!found) {
            Source fresh = new Source(Source.Kind.PRIVILEGE, "new", null, null);
            holdings.add(new Holding(fresh, change.permissions().rules(), null, null));
        }
        return holdings;
    }

    private Answer answer(UUID orgId, Comparison comparison) {
        Sight sight = new Sight(comparison.open().permissions());
        Instant now = clock.instant();
        List<Resident> everybody = residents.of(orgId, comparison.after());
        int most = (int) Math.min(MOST_PLACES, MOST_COMPARISONS / Math.max(1, everybody.size()));
        List<Resource> places = comparison
                .places()
                .subList(0, Math.min(most, comparison.places().size()));
        List<Entry> entries = everybody.stream()
                .filter(resident -> sight.sees(resident.holder()))
                .map(resident -> entry(
                        residents.one(orgId, resident.holder(), comparison.before()), resident, places, sight, now))
                .filter(Entry::isDifferent)
                .toList();
        boolean complete = sight.isWhole()
                && sight.seesAllSecrets()
                && places.size() == comparison.places().size();
        Replay recorded = Replay.of(
                comparison.past(), replay.days(), sight, decision -> states(orgId, comparison, decision.holder(), now));
        return new Answer(entries, complete, recorded);
    }

    private Replay.States states(UUID orgId, Comparison comparison, Holder holder, Instant now) {
        Resident before = residents.one(orgId, holder, comparison.before());
        Resident after = residents.one(orgId, holder, comparison.after());
        return new Replay.States(before.at(now), after.at(now), after.facts().username());
    }

    private static Entry entry(Resident old, Resident changed, List<Resource> places, Sight sight, Instant now) {
        Permissions before = old.at(now);
        Permissions after = changed.at(now);
        boolean same = old.holdings().equals(changed.holdings());
        return new Entry(
                changed.holder().type(),
                changed.holder().id(),
                changed.facts().username(),
                same ? new Side(List.of(), List.of()) : side(before, after, places, sight),
                same ? new Side(List.of(), List.of()) : side(after, before, places, sight));
    }

    private static Side side(Permissions from, Permissions to, List<Resource> places, Sight sight) {
        return new Side(Difference.onSecrets(from, to, places, sight), Difference.asRules(from, to));
    }
}
