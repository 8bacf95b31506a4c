package dev.claviger.sync.emergency;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.blast.BlastReport;
import dev.claviger.sync.blast.BlastReport.Exposure;
import dev.claviger.sync.emergency.Planner.Facts;
import dev.claviger.sync.lease.LeaseRevocations;
import dev.claviger.sync.rotating.RotationStore;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what this service knows of what leaked, and what the caller may do about it. */
@ApplicationScoped
class FactFinder {
    private static final String WITHOUT_RIGHT =
            "Rotations, syncs and leases that the planner had no right to act on: their secrets are tasks for people here.";
    private static final String MORE =
            "The report of the blast radius had more than it showed; narrow it and plan again.";

    private final CurrentRequest current;
    private final EmergencyDoor door;
    private final RotationStore rotations;
    private final SyncDoor syncs;
    private final LeaseRevocations leases;

    FactFinder(
            CurrentRequest current,
            EmergencyDoor door,
            RotationStore rotations,
            SyncDoor syncs,
            LeaseRevocations leases) {
        this.current = current;
        this.door = door;
        this.rotations = rotations;
        this.syncs = syncs;
        this.leases = leases;
    }

    Uni<Facts> find(BlastReport report) {
        UUID org = current.caller().orgId();
        Set<UUID> projects = projects(report);
        Uni<List<SecretRotation>> rotating = all(projects, project -> rotations.list(org, project));
        Uni<List<SyncDefinition>> syncing = all(projects, project -> syncs.ofProject(org, project));
        Uni<List<LeaseRevocations.Open>> open = all(
                leases(report),
                lease -> leases.find(org, lease).map(found -> found.stream().toList()));
        return rotating.chain(found ->
                        syncing.chain(copies -> open.map(logins -> new Facts(report, logins, found, copies, Set.of()))))
                .chain(facts -> door.held(Planner.wanted(facts)).map(facts::with));
    }

    private static <K, T> Uni<List<T>> all(Set<K> keys, Function<K, Uni<List<T>>> ask) {
        return Multi.createFrom()
                .iterable(keys)
                .onItem()
                .transformToUniAndConcatenate(ask::apply)
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(List::stream).toList());
    }

    private static Set<UUID> projects(BlastReport report) {
        return report.secrets().stream()
                .map(Exposure::projectId)
                .flatMap(Stream::ofNullable)
                .flatMap(text -> uuid(text).stream())
                .collect(Collectors.toSet());
    }

    private static Set<UUID> leases(BlastReport report) {
        return report.leases().stream().map(BlastReport.Lease::leaseId).collect(Collectors.toSet());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** What the report said, for the records. */
    static JsonObject found(Facts facts, List<Step> planned) {
        BlastReport report = facts.report();
        List<String> missing = new ArrayList<>(report.missing());
        boolean mayActOnAll = facts.allowed().size() >= Planner.wanted(facts).size();
        if (!mayActOnAll) {
            missing.add(WITHOUT_RIGHT);
        }
        if (!report.complete()) {
            missing.add(MORE);
        }
        return new JsonObject()
                .put("from", String.valueOf(report.from()))
                .put("to", String.valueOf(report.to()))
                .put("made", String.valueOf(report.made()))
                .put("versions", report.secrets().size())
                .put("open", report.open())
                .put("replacedBefore", count(report, each -> each.rotated() != null))
                .put("deletedBefore", count(report, each -> each.deletedAt() != null))
                .put("leases", report.leases().size())
                .put(
                        "leasesEndedBefore",
                        report.leases().size() - facts.leases().size())
                .put("steps", planned.size())
                .put("missing", new JsonArray(missing))
                .put("isWhole", mayActOnAll && report.isWhole());
    }

    private static long count(BlastReport report, Predicate<Exposure> which) {
        return report.secrets().stream().filter(which).count();
    }
}
