package dev.claviger.sync.emergency;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way to an emergency for the caller of a request. Whoever may read the log of the organisation sees all of it, for it says nothing else;
 * others see the steps in projects whose log they may read.
 */
@ApplicationScoped
class EmergencyDoor {
    private final CurrentRequest current;
    private final EmergencyStore emergencies;
    private final StepStore steps;
    private final Rights rights;

    EmergencyDoor(CurrentRequest current, EmergencyStore emergencies, StepStore steps, Rights rights) {
        this.current = current;
        this.emergencies = emergencies;
        this.steps = steps;
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
        return emergencies
                .find(current.caller().orgId(), id)
                .map(found -> found.orElseThrow(EmergencyNotFound::new))
                .chain(this::found)
                .invoke(found -> {
                    if (found.steps().isEmpty() && !seesAll() && !isMine(found.emergency())) {
                        throw new EmergencyNotFound();
                    }
                });
    }

    private Uni<Found> found(Emergency emergency) {
        return steps.of(emergency.id()).chain(all -> visible(all).map(seen -> new Found(emergency, seen, all)));
    }

    private Uni<List<Step>> visible(List<Step> all) {
        if (seesAll()) {
            return Uni.createFrom().item(all);
        }
        Set<Right> wanted = all.stream()
                .map(Step::projectId)
                .flatMap(Stream::ofNullable)
                .distinct()
                .map(EmergencyDoor::readingLog)
                .collect(Collectors.toSet());
        return held(wanted)
                .map(held -> all.stream()
                        .filter(each -> each.projectId() != null
                                && held.contains(readingLog(Objects.requireNonNull(each.projectId()))))
                        .toList());
    }

    private static Right readingLog(UUID project) {
        return Right.inProject(project, "read", "audit-logs");
    }

    /** Those of the caller's organisation of which it sees something. */
    Uni<List<Emergency>> list() {
        return emergencies
                .list(current.caller().orgId())
                .chain(all -> seesAll() ? Uni.createFrom().item(all) : listed(all));
    }

    private Uni<List<Emergency>> listed(List<Emergency> all) {
        return Multi.createFrom()
                .iterable(all)
                .select()
                .when(each -> isMine(each)
                        ? Uni.createFrom().item(true)
                        : steps.of(each.id()).chain(this::visible).map(seen -> !seen.isEmpty()))
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
        return rights.require(step.right());
    }

    /** All that is done by itself is done in the name of the caller. Fails as rights are refused. */
    Uni<Void> requireAll(List<Step> all) {
        return Multi.createFrom()
                .iterable(all.stream()
                        .filter(Step::isAutomatic)
                        .map(Step::right)
                        .distinct()
                        .toList())
                .onItem()
                .transformToUniAndConcatenate(rights::require)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Who made or started it may end it, as administrators may. Fails as rights are refused. */
    Uni<Void> requireOwner(Emergency emergency) {
        return isMine(emergency)
                ? Uni.createFrom().voidItem()
                : rights.require(Right.inOrganisation("edit", "emergencies"));
    }

    private boolean isMine(Emergency emergency) {
        String caller = current.caller().id().toString();
        Someone starter = emergency.starter();
        return emergency.creator().actor().id().equals(caller)
                || (starter != null && starter.actor().id().equals(caller));
    }

    private boolean seesAll() {
        Caller caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN || caller.orgRole() == OrgRole.MEMBER;
    }

    /** Reads an id of the path. */
    static UUID id(String field, String text) {
        Validation valid = new Validation();
        UUID id = valid.id(field, text);
        valid.done();
        return id;
    }
}
