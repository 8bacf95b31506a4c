package dev.claviger.sync.exposure;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.GitLabPlace;
import dev.claviger.sync.gitlab.GitLabRefused;
import dev.claviger.sync.gitlab.GitLabTarget;
import dev.claviger.sync.gitlab.Problem;
import dev.claviger.sync.gitlab.VariableClient;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the variables that our syncs wrote and jobs of a project are given: its own, and those of the groups above it. */
@ApplicationScoped
class CopyFinder {
    private static final Set<Problem> UNTOLD = Set.of(Problem.FORBIDDEN, Problem.SCOPE, Problem.GONE);

    private final CurrentRequest current;
    private final GitLabClient gitlab;
    private final SyncDoor syncs;
    private final LedgerStore ledger;

    CopyFinder(CurrentRequest current, GitLabClient gitlab, SyncDoor syncs, LedgerStore ledger) {
        this.current = current;
        this.gitlab = gitlab;
        this.syncs = syncs;
        this.ledger = ledger;
    }

    /**
     * What was found.
     *
     * @param missing what was not, in words
     */
    record Copies(List<Copy> found, List<String> missing) {
        Copies {
            found = List.copyOf(found);
            missing = List.copyOf(missing);
        }
    }

    /** A project or group as syncs name it. */
    private record Spot(GitLabPlace place, String key, String name, boolean isGroup) {}

    /** What one of them holds. */
    private record Held(Spot spot, List<PresentVariable> variables, List<Copy> ours, List<String> missing) {}

    /** A sync, and whether the caller may see it. */
    private record Seen(SyncDefinition sync, boolean isSeen) {}

    /** Syncs of the project are seen by whoever asks; those of others only where the caller may read them there. */
    Uni<Copies> of(Side side, UUID projectId) {
        return Multi.createFrom()
                .iterable(spots(side))
                .onItem()
                .transformToUniAndConcatenate(spot -> held(side, spot, projectId))
                .collect()
                .asList()
                .map(CopyFinder::given);
    }

    private static List<Spot> spots(Side side) {
        long id = side.settings().id();
        Stream<Spot> project = Stream.of(new Spot(
                GitLabPlace.project(id),
                "%s project %d".formatted(side.instance(), id),
                side.settings().path(),
                false));
        Stream<Spot> groups = Objects.requireNonNullElse(side.settings().groups(), List.<GitLabTarget>of()).stream()
                .map(group -> new Spot(
                        GitLabPlace.group(group.id()),
                        "%s group %d".formatted(side.instance(), group.id()),
                        group.path(),
                        true));
        return Stream.concat(project, groups).toList();
    }

    private Uni<Held> held(Side side, Spot spot, UUID projectId) {
        return syncs.writingTo(current.caller().orgId(), spot.key())
                .chain(all -> seen(all, projectId))
                .chain(seen -> !spot.isGroup() || seen.stream().anyMatch(Seen::isSeen)
                        ? listed(side, spot).chain(listed -> held(spot, seen, listed, projectId))
                        : held(spot, seen, new Listed(List.of(), List.of()), projectId));
    }

    private Uni<List<Seen>> seen(List<SyncDefinition> all, UUID projectId) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(sync -> sync.projectId().equals(projectId)
                        ? Uni.createFrom().item(new Seen(sync, true))
                        : syncs.mayRead(sync).map(may -> new Seen(sync, may)))
                .collect()
                .asList();
    }

    private record Listed(List<PresentVariable> variables, List<String> missing) {}

    /** Variables of groups are for owners; a project whose variables are not told cannot be looked at. */
    private Uni<Listed> listed(Side side, Spot spot) {
        return new VariableClient(gitlab, side.access(), spot.place())
                .list()
                .map(variables -> new Listed(variables, List.of()))
                .onFailure(failure -> spot.isGroup()
                        && failure instanceof GitLabRefused refused
                        && UNTOLD.contains(refused.problem()))
                .recoverWithItem(new Listed(
                        List.of(),
                        List.of("GitLab did not tell the variables of the group %s: that takes an owner's token."
                                .formatted(spot.name()))));
    }

    private Uni<Held> held(Spot spot, List<Seen> seen, Listed listed, UUID projectId) {
        List<String> missing = new ArrayList<>(listed.missing());
        if (seen.stream().anyMatch(each -> !each.isSeen())) {
            missing.add("A sync of another project of ours that you may not see writes to %s.".formatted(spot.name()));
        }
        return Multi.createFrom()
                .iterable(seen.stream().filter(Seen::isSeen).map(Seen::sync).toList())
                .onItem()
                .transformToUniAndConcatenate(sync -> ledger.of(sync.id(), spot.key())
                        .map(owned -> copies(name(sync, spot, projectId), owned, listed.variables())))
                .collect()
                .asList()
                .map(found -> new Held(
                        spot,
                        listed.variables(),
                        found.stream().flatMap(List::stream).toList(),
                        missing));
    }

    /** Names of syncs are unique in their project only. */
    private static String name(SyncDefinition sync, Spot spot, UUID projectId) {
        String name = sync.projectId().equals(projectId)
                ? sync.name()
                : "%s of project %s".formatted(sync.name(), sync.projectId());
        return spot.isGroup() ? "%s, in group %s".formatted(name, spot.name()) : name;
    }

    private static List<Copy> copies(String sync, List<LedgerEntry> owned, List<PresentVariable> present) {
        Set<VariableId> ours = owned.stream().map(LedgerEntry::id).collect(Collectors.toSet());
        return present.stream()
                .filter(each -> ours.contains(each.id()))
                .map(each -> new Copy(sync, each.id(), each.exposure()))
                .toList();
    }

    /** The project comes first, then the groups: jobs are given a variable of a group where the project has none of its own. */
    private static Copies given(List<Held> all) {
        List<PresentVariable> own = all.getFirst().variables();
        List<Copy> found = all.stream()
                .flatMap(held -> held.ours().stream()
                        .filter(copy -> !held.spot().isGroup() || own.stream().noneMatch(each -> hides(each, copy))))
                .toList();
        return new Copies(
                found, all.stream().flatMap(held -> held.missing().stream()).toList());
    }

    /** Whether every job that would be given the variable of the group is given the project's instead. */
    private static boolean hides(PresentVariable own, Copy ofGroup) {
        boolean isAsWide = own.id().scope().equals(VariableId.EVERYWHERE)
                || own.id().scope().equals(ofGroup.id().scope());
        return own.id().key().equals(ofGroup.id().key())
                && isAsWide
                && (!own.exposure().guarded() || ofGroup.exposure().guarded());
    }
}
