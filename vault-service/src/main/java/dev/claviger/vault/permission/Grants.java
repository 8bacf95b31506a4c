package dev.claviger.vault.permission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.principal.KnownPrincipal;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.vault.revision.Changes;
import dev.claviger.vault.revision.RevisionMoved;
import dev.claviger.vault.revision.Revisions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may do in a project: the rules of all roles it holds there right now, itself and through its groups, and of its
 * additional privileges. Without a membership that is nothing.
 *
 * <p>They are remembered per project and caller, and only for the groups they were read under and until something else than secrets and
 * imports changes in the project. Every change of roles and memberships does, and the view of principals knows the groups of now, so what is withdrawn is gone with
 * the next request. The end of a temporary role needs no change: the clock is asked each time. A service token carries its rights,
 * which never change, for its one project.
 */
@ApplicationScoped
public class Grants {
    private static final long MAX_REMEMBERED = 50_000;

    private final GrantStore store;
    private final Principals principals;
    private final Revisions revisions;
    private final Clock clock;
    private final Cache<Key, Held> remembered =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

    private record Key(UUID projectId, Caller.Kind kind, UUID actorId) {
        static Key of(Caller caller, UUID projectId) {
            return new Key(projectId, caller.kind(), caller.id());
        }
    }

    /**
     * What somebody holds.
     *
     * @param facts whose texts the rules have; null when they have no templates, so that everybody's would do
     * @param lasting what it allows; null when that depends on the time
     */
    private record Held(
            long revision,
            Set<UUID> groups,
            List<Holding> holdings,
            @Nullable Facts facts,
            @Nullable Permissions lasting) {
        static Held of(long revision, Set<UUID> groups, List<Holding> holdings, Facts facts) {
            boolean open = holdings.stream()
                    .flatMap(holding -> holding.rules().stream())
                    .anyMatch(Rule::isOpen);
            boolean lasts = holdings.stream().noneMatch(Holding::isTemporary);
            return new Held(
                    revision, groups, holdings, open ? facts : null, lasts ? Permissions.of(holdings, facts) : null);
        }

        /** Not when read after the wanted revision: what is read along with it might be older than the rights to it. */
        boolean holds(long wanted, Changes changes, Set<UUID> now) {
            return revision <= wanted && revision >= changes.sinceForm() && groups.equals(now);
        }

        void requireNotAfter(long wanted) {
            if (revision > wanted) {
                throw new RevisionMoved();
            }
        }

        boolean suits(Facts now) {
            return facts == null || facts.equals(now);
        }

        Permissions at(Clock clock, Facts now) {
            return lasting != null ? lasting : active(holdings, clock.instant(), now);
        }
    }

    Grants(GrantStore store, Principals principals, Revisions revisions, Clock clock) {
        this.store = store;
        this.principals = principals;
        this.revisions = revisions;
        this.clock = clock;
    }

    /** As it is now, from the database. */
    public Uni<Permissions> of(Caller caller, UUID projectId) {
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(caller.grant(), projectId));
        }
        Optional<KnownPrincipal> known = principal(caller);
        return store.of(projectId, caller.kind(), caller.id(), groups(known))
                .map(holdings -> active(holdings, clock.instant(), facts(caller, known)));
    }

    /** As the transaction sees it. With the project locked by it, nobody can change a role before it ends. */
    public Uni<Permissions> of(RecordedTransaction tx, Caller caller, UUID projectId) {
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(caller.grant(), projectId));
        }
        Optional<KnownPrincipal> known = principal(caller);
        return store.of(tx.sql(), projectId, caller.kind(), caller.id(), groups(known))
                .map(holdings -> active(holdings, clock.instant(), facts(caller, known)));
    }

    /**
     * As of the given revision of the project, from memory where possible. Fails with {@link RevisionMoved} when the project has changed
     * since the caller read that revision.
     */
    public Uni<Permissions> of(Caller caller, UUID projectId, long revision) {
        Key key = Key.of(caller, projectId);
        @Nullable Held held = remembered.getIfPresent(key);
        if (caller.grant() != null) {
            return Uni.createFrom().item(carried(key, held, caller.grant()));
        }
        Optional<KnownPrincipal> known = principal(caller);
        Set<UUID> groups = groups(known);
        Facts facts = facts(caller, known);
        return held == null
                ? fresh(key, revision, groups, facts)
                : revisions
                        .upTo(projectId, revision)
                        .chain(changes -> held.holds(revision, changes, groups)
                                ? Uni.createFrom().item(suited(key, held, facts).at(clock, facts))
                                : fresh(key, revision, groups, facts));
    }

    private Uni<Permissions> fresh(Key key, long revision, Set<UUID> groups, Facts facts) {
        return store.asOf(key.projectId(), key.kind(), key.actorId(), groups)
                .map(found -> found.orElseThrow(RevisionMoved::new))
                .map(found -> Held.of(found.revision(), groups, found.holdings(), facts))
                .invoke(found -> remembered.put(key, found))
                .invoke(found -> found.requireNotAfter(revision))
                .map(found -> found.at(clock, facts));
    }

    /** The groups that somebody is in now, as far as the view of principals has heard. */
    public Set<UUID> groups(Caller caller) {
        return groups(principal(caller));
    }

    /** What somebody holds in each project of its organisation, itself and through its groups; what has run out is left out. */
    public Uni<Map<UUID, List<Holding>>> everywhere(UUID orgId, Caller.Kind kind, UUID id) {
        Instant now = clock.instant();
        return store.everywhere(orgId, kind, id, groups(principals.find(kind, orgId, id)))
                .map(held -> mapped(
                        held,
                        holdings -> holdings.stream()
                                .filter(holding -> !holding.isOver(now))
                                .toList()));
    }

    /** As it is now, in each project of the organisation in which the caller holds anything. */
    public Uni<Map<UUID, Permissions>> everywhere(Caller caller) {
        if (caller.grant() != null) {
            UUID projectId = caller.grant().projectId();
            return Uni.createFrom().item(Map.of(projectId, carried(caller.grant(), projectId)));
        }
        Optional<KnownPrincipal> known = principal(caller);
        return store.everywhere(caller.orgId(), caller.kind(), caller.id(), groups(known))
                .map(held -> mapped(held, holdings -> active(holdings, clock.instant(), facts(caller, known))));
    }

    private static <T> Map<UUID, T> mapped(Map<UUID, List<Holding>> held, Function<List<Holding>, T> change) {
        Map<UUID, T> mapped = new LinkedHashMap<>();
        held.forEach((projectId, holdings) -> mapped.put(projectId, change.apply(holdings)));
        return mapped;
    }

    /** What everybody holds in the project now, groups by themselves; those who hold nothing are left out. */
    public Uni<Map<Holder, List<Holding>>> ofProject(UUID projectId) {
        return store.ofProject(projectId);
    }

    /** The permissions that follow from what somebody holds, at this time and with these texts. */
    public static Permissions active(List<Holding> holdings, Instant now, Facts facts) {
        return Permissions.of(
                holdings.stream().filter(holding -> holding.isActive(now)).toList(), facts);
    }

    /** Somebody with another login, or noted about differently: the same rules with other texts. */
    private Held suited(Key key, Held held, Facts facts) {
        if (held.suits(facts)) {
            return held;
        }
        Held other = Held.of(held.revision(), held.groups(), held.holdings(), facts);
        remembered.put(key, other);
        return other;
    }

    private Optional<KnownPrincipal> principal(Caller caller) {
        return principals.find(caller.kind(), caller.orgId(), caller.id());
    }

    private static Set<UUID> groups(Optional<KnownPrincipal> known) {
        return known.map(KnownPrincipal::groups).orElse(Set.of());
    }

    private static Facts facts(Caller caller, Optional<KnownPrincipal> known) {
        return Facts.of(caller, known.map(found -> found.machine().metadata()).orElse(Map.of()));
    }

    private Permissions carried(Key key, @Nullable Held held, ServiceGrant grant) {
        if (held != null && held.lasting() != null) {
            return held.lasting();
        }
        Permissions carried = carried(grant, key.projectId());
        remembered.put(key, new Held(0, Set.of(), List.of(), null, carried));
        return carried;
    }

    private static Permissions carried(ServiceGrant grant, UUID projectId) {
        return grant.projectId().equals(projectId)
                ? Permissions.NONE.and(ServiceRules.SOURCE, ServiceRules.of(grant))
                : Permissions.NONE;
    }
}
