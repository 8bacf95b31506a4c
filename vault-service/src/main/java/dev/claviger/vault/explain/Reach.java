package dev.claviger.vault.explain;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.secretimport.Lending;
import dev.claviger.vault.secretimport.Loans;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which secrets of a project a machine identity may read: by its rules, and through imports that lend. It names what whoever asks may see,
 * and decides with the code that decides.
 */
@ApplicationScoped
class Reach {
    static final int MOST_PLACES = 20_000;

    private final Projects projects;
    private final Residents residents;
    private final InventoryStore inventory;
    private final Loans loans;
    private final Gate gate;
    private final Outbox outbox;
    private final Clock clock;
    private final Vertx workers;

    Reach(
            Projects projects,
            Residents residents,
            InventoryStore inventory,
            Loans loans,
            Gate gate,
            Outbox outbox,
            Clock clock,
            Vertx workers) {
        this.projects = projects;
        this.residents = residents;
        this.inventory = inventory;
        this.loans = loans;
        this.gate = gate;
        this.outbox = outbox;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * The answer.
     *
     * @param complete false when secrets may be hidden from the one who asks, or there are more than were looked at
     */
    record Answer(List<Entry> secrets, boolean complete) {}

    /**
     * What may be read in a folder.
     *
     * @param dependsOnLogin whether a rule refers to what a login brings along, so that only some logins may
     */
    record Entry(String environment, String secretPath, List<String> secretKeys, boolean dependsOnLogin) {}

    /** In the order of entries. */
    private record Place(String environment, String path, boolean dependsOnLogin) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int first = environment.compareTo(other.environment);
            int second = first == 0 ? path.compareTo(other.path) : first;
            return second == 0 ? Boolean.compare(dependsOnLogin, other.dependsOnLogin) : second;
        }
    }

    private record Found(Permissions theirs, List<Resource> places, List<Lending> lendings) {}

    Uni<Answer> ask(Caller caller, ProjectRef ref, UUID identityId, AccessEvent event) {
        AccessEvent attempt = event.with("identityId", identityId);
        return gate.settle(attempt, projects.open(caller, ref))
                .call(open -> require(open, Subject.ROLE, Resource.NONE, attempt))
                .call(open -> require(open, Subject.IDENTITY, Resource.identity(identityId), attempt))
                .chain(open -> found(caller, open, identityId)
                        .chain(found ->
                                workers.executeBlocking(() -> answer(new Sight(open.permissions()), found), false))
                        .call(answer -> outbox.record(attempt.in(open.id(), null, null)
                                .with(
                                        "secrets",
                                        answer.secrets().stream()
                                                .mapToInt(each ->
                                                        each.secretKeys().size())
                                                .sum()))));
    }

    private Uni<Void> require(OpenProject open, String subject, Resource resource, AccessEvent attempt) {
        return gate.require(open.permissions(), Action.READ, subject, resource, attempt.in(open.id(), null, null));
    }

    private Uni<Found> found(Caller caller, OpenProject open, UUID identityId) {
        Holder holder = new Holder(Holder.IDENTITY, identityId);
        return residents
                .held(open.id())
                .map(held -> residents.one(caller.orgId(), holder, held).at(clock.instant()))
                .chain(theirs -> inventory
                        .of(open.id(), MOST_PLACES + 1)
                        .chain(places -> loans.inProject(open.id()).map(lent -> new Found(theirs, places, lent))));
    }

    private static Answer answer(Sight sight, Found found) {
        List<Resource> places =
                found.places().subList(0, Math.min(MOST_PLACES, found.places().size()));
        Map<String, List<Lending>> lendings = found.lendings().stream()
                .collect(Collectors.groupingBy(each -> each.fromEnvironment() + " " + each.fromPath()));
        Map<Place, List<String>> read = new TreeMap<>();
        for (Resource secret : places) {
            if (secret.secretName() != null && sight.sees(secret)) {
                note(read, found.theirs(), secret, lendings);
            }
        }
        return new Answer(
                read.entrySet().stream().map(Reach::entry).toList(),
                sight.seesAllSecrets() && places.size() == found.places().size());
    }

    /** Whoever reads the folder to which it is lent reads it under the same name. */
    private static void note(
            Map<Place, List<String>> read, Permissions theirs, Resource secret, Map<String, List<Lending>> lendings) {
        String environment = String.valueOf(secret.environment());
        String path = String.valueOf(secret.secretPath());
        List<Resource> ways = Stream.concat(
                        Stream.of(secret),
                        lendings.getOrDefault(environment + " " + path, List.of()).stream()
                                .map(each -> lent(each, secret)))
                .toList();
        boolean reads = ways.stream().anyMatch(way -> theirs.allows(Action.READ_VALUE, Subject.SECRETS, way));
        boolean may = reads
                || ways.stream().anyMatch(way -> theirs.mayDependOnLogin(Action.READ_VALUE, Subject.SECRETS, way));
        if (may) {
            read.computeIfAbsent(new Place(environment, path, !reads), fresh -> new ArrayList<>())
                    .add(String.valueOf(secret.secretName()));
        }
    }

    private static Resource lent(Lending to, Resource secret) {
        return new Resource(
                to.environment(),
                to.path(),
                secret.secretName(),
                secret.secretTags(),
                secret.eventType(),
                secret.identityId(),
                secret.connectionId(),
                secret.metadata());
    }

    private static Entry entry(Map.Entry<Place, List<String>> read) {
        Place place = read.getKey();
        return new Entry(place.environment(), place.path(), List.copyOf(read.getValue()), place.dependsOnLogin());
    }
}
