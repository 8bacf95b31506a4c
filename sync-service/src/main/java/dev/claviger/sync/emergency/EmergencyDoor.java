package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.lease.LeaseRevocations;
import dev.claviger.sync.remedy.RemedyKind;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The way to an emergency for the caller of a request. Whoever may read the log of the organisation sees all of it, for it says nothing else;
 * others see the steps in projects whose log they may read.
 */
@ApplicationScoped
class EmergencyDoor {
    private static final Right READS_LOG = Right.inOrganisation("read", "audit-logs");

    private final CurrentRequest current;
    private final EmergencyStore emergencies;
    private final StepStore steps;
    private final LeaseRevocations leases;
    private final Rights rights;

    EmergencyDoor(
            CurrentRequest current,
            EmergencyStore emergencies,
            StepStore steps,
            LeaseRevocations leases,
            Rights rights) {
        this.current = current;
        this.emergencies = emergencies;
        this.steps = steps;
        this.leases = leases;
        this.rights = rights;
    }

    /**
     * An emergency as the caller may see it.
     *
     * @param all its steps, also those that the caller does not see
     */
    record Found(Emergency emergency, List<Step> steps, List<Step> all) {
        Step step(UUID id) {
            return steps.stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(EmergencyNotFound::new);
        }

        void requireOpen() {
            if (emergency.endedAt() != null) {
                throw NotNow.ended();
            }
        }

        void requireRunning() {
            if (emergency.status() != Emergency.Status.RUNNING) {
                throw NotNow.notRunning();
            }
        }
    }

    /** Fails with {@link EmergencyNotFound}, also where the caller sees nothing of it. */
    Uni<Found> find(UUID id) {
        return find(id, current.caller(), current.bearer(), current.origin())
                .map(seen -> new Found(seen.emergency(), seen.sight().of(seen.all()), seen.all()));
    }

    /** What somebody sees of it, also when the request is over. Fails as {@link #find(UUID)}. */
    Uni<Sight> sight(UUID id, Caller caller, Secret bearer, Origin origin) {
        return find(id, caller, bearer, origin).map(Seen::sight);
    }

    private record Seen(Emergency emergency, List<Step> all, Sight sight) {}

    private Uni<Seen> find(UUID id, Caller caller, Secret bearer, Origin origin) {
        return emergencies
                .find(caller.orgId(), id)
                .map(found -> found.orElseThrow(EmergencyNotFound::new))
                .chain(emergency -> seen(emergency, caller, bearer, origin))
                .invoke(seen -> {
                    if (seen.sight().isNothing(seen.all())) {
                        throw new EmergencyNotFound();
                    }
                });
    }

    private Uni<Seen> seen(Emergency emergency, Caller caller, Secret bearer, Origin origin) {
        boolean isOwner = isOf(emergency, caller);
        return steps.of(emergency.id())
                .chain(all -> seesAll(caller)
                        ? Uni.createFrom().item(new Seen(emergency, all, new Sight(true, isOwner, Set.of())))
                        : readable(all, caller, bearer, origin)
                                .map(projects -> new Seen(emergency, all, new Sight(false, isOwner, projects))));
    }

    private Uni<Set<UUID>> readable(List<Step> all, Caller caller, Secret bearer, Origin origin) {
        return Multi.createFrom()
                .iterable(all.stream()
                        .map(Step::projectId)
                        .flatMap(Stream::ofNullable)
                        .distinct()
                        .toList())
                .select()
                .when(project -> rights.has(readingLog(project), caller, bearer, origin))
                .collect()
                .in(HashSet::new, Set::add);
    }

    private static Right readingLog(UUID project) {
        return Right.inProject(project, "read", "audit-logs");
    }

    /** Those of the caller's organisation of which it sees something. */
    Uni<List<Emergency>> list() {
        return emergencies
                .list(current.caller().orgId())
                .chain(all -> seesAll(current.caller()) ? Uni.createFrom().item(all) : listed(all));
    }

    private Uni<List<Emergency>> listed(List<Emergency> all) {
        return Multi.createFrom()
                .iterable(all)
                .select()
                .when(each -> seen(each, current.caller(), current.bearer(), current.origin())
                        .map(seen -> !seen.sight().isNothing(seen.all())))
                .collect()
                .asList();
    }

    /** Which of these the caller has. */
    Uni<Set<Right>> held(Collection<Right> wanted) {
        return Multi.createFrom()
                .iterable(wanted)
                .select()
                .when(rights::has)
                .collect()
                .in(HashSet::new, Set::add);
    }

    /** Fails as rights are refused. */
    Uni<Void> require(Step step) {
        return right(step).chain(rights::require);
    }

    /** Rules on dynamic secrets may ask for metadata; of a lease that has ended these are not known. */
    private Uni<Right> right(Step step) {
        return step.kind() == RemedyKind.END_LEASE
                ? leases.find(current.caller().orgId(), step.subjectId())
                        .map(open ->
                                open.map(each -> step.right().on(each.marks())).orElse(step.right()))
                : Uni.createFrom().item(step.right());
    }

    /** All that is done by itself is done in the name of the caller. Fails as rights are refused. */
    Uni<Void> requireAll(List<Step> all) {
        return Multi.createFrom()
                .iterable(all.stream().filter(Step::isAutomatic).toList())
                .onItem()
                .transformToUniAndConcatenate(this::right)
                .select()
                .distinct()
                .onItem()
                .transformToUniAndConcatenate(rights::require)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Who made or started it may end it, as administrators may. Fails as rights are refused. */
    Uni<Void> requireOwner(Emergency emergency) {
        return isOf(emergency, current.caller())
                ? Uni.createFrom().voidItem()
                : rights.require(Right.inOrganisation("edit", "emergencies"));
    }

    /** Whether the caller made or started it. */
    private static boolean isOf(Emergency emergency, Caller caller) {
        String id = caller.id().toString();
        Someone starter = emergency.starter();
        return emergency.creator().actor().id().equals(id)
                || (starter != null && starter.actor().id().equals(id));
    }

    private boolean seesAll(Caller caller) {
        return rights.hasInOrganisation(READS_LOG, caller);
    }

    /** Reads an id of the path. */
    static UUID id(String field, String text) {
        Validation valid = new Validation();
        UUID id = valid.id(field, text);
        valid.done();
        return id;
    }
}
