package dev.claviger.sync.emergency;

import dev.claviger.sync.blast.BlastReport;
import dev.claviger.sync.blast.BlastReport.Exposure;
import dev.claviger.sync.lease.LeaseRevocations;
import dev.claviger.sync.remedy.RemedyKind;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.rotating.SecretRotation;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.vault.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orders what is to be done. Logins on demand end first, for nobody else lives on them; then what rotates by itself, the newest values and
 * those that were seen most often before the others; then what people have to replace; copies are delivered again as soon as what they copy
 * has changed.
 */
final class Planner {
    private final Facts facts;
    private final Supplier<UUID> ids;
    private final List<Step> steps = new ArrayList<>();
    private final Map<UUID, Set<Folder>> reach = new LinkedHashMap<>();

    private Planner(Facts facts, Supplier<UUID> ids) {
        this.facts = facts;
        this.ids = ids;
    }

    /**
     * What the plan is made of.
     *
     * @param leases those of the report that have not ended
     * @param allowed rights that the caller has, of those that {@link #wanted} names
     */
    record Facts(
            BlastReport report,
            List<LeaseRevocations.Open> leases,
            List<SecretRotation> rotations,
            List<SyncDefinition> syncs,
            Set<Right> allowed) {
        Facts with(Set<Right> rights) {
            return new Facts(report, leases, rotations, syncs, rights);
        }
    }

    private record Folder(String project, String environment, String path) {}

    static List<Step> plan(Facts facts, Supplier<UUID> ids) {
        Planner planner = new Planner(facts, ids);
        planner.leases();
        planner.replaced(planner.rotated());
        planner.copies();
        return List.copyOf(planner.steps);
    }

    /** The rights that decide what is done by itself; each is to be asked for once. */
    static Set<Right> wanted(Facts facts) {
        Stream<Right> leases = facts.leases().stream().map(Planner::right);
        Stream<Right> rotations = facts.rotations().stream()
                .filter(each -> facts.report().secrets().stream().anyMatch(secret -> isOf(each, secret)))
                .map(each -> right(RemedyKind.ROTATE, each.source()));
        Stream<Right> syncs = facts.syncs().stream()
                .filter(each -> facts.report().secrets().stream()
                        .flatMap(secret -> folders(secret).stream())
                        .anyMatch(folder -> delivers(each, folder)))
                .map(each -> right(RemedyKind.SYNC, each.source()));
        return Stream.of(leases, rotations, syncs)
                .flatMap(each -> each)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Right right(LeaseRevocations.Open lease) {
        return Step.right(RemedyKind.END_LEASE, lease.projectId(), lease.environment(), lease.path())
                .on(lease.marks());
    }

    private static Right right(RemedyKind kind, Source source) {
        return Step.right(kind, source.projectId(), source.environmentSlug(), source.path());
    }

    private void leases() {
        facts.leases().stream()
                .sorted(Comparator.comparing(LeaseRevocations.Open::name))
                .forEach(each -> {
                    Right right = right(each);
                    var _ = add(
                            RemedyKind.END_LEASE,
                            facts.allowed().contains(right),
                            each.id(),
                            each.name(),
                            new Place(each.projectId(), each.environment(), each.path()),
                            List.of(),
                            List.of());
                });
    }

    private record Place(@Nullable UUID project, String environment, String path) {}

    /** Returns the secrets that they take care of. */
    private Set<UUID> rotated() {
        Map<SecretRotation, List<Exposure>> found = new LinkedHashMap<>();
        for (SecretRotation rotation : facts.rotations()) {
            List<Exposure> exposures = facts.report().secrets().stream()
                    .filter(each -> isOf(rotation, each))
                    .toList();
            if (!exposures.isEmpty() && facts.allowed().contains(right(RemedyKind.ROTATE, rotation.source()))) {
                found.put(rotation, exposures);
            }
        }
        found.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<SecretRotation, List<Exposure>> each) -> rank(each.getValue()))
                        .thenComparing(each -> each.getKey().name()))
                .forEach(each -> rotate(each.getKey(), each.getValue()));
        return found.values().stream()
                .flatMap(List::stream)
                .map(Exposure::secretId)
                .collect(Collectors.toSet());
    }

    private void rotate(SecretRotation rotation, List<Exposure> exposures) {
        Source at = rotation.source();
        UUID step = add(
                RemedyKind.ROTATE,
                true,
                rotation.id(),
                rotation.name(),
                new Place(at.projectId(), at.environmentSlug(), at.path()),
                exposures,
                List.of());
        reach.put(step, folders(exposures));
    }

    private void replaced(Set<UUID> rotated) {
        Map<UUID, List<Exposure>> open = facts.report().secrets().stream()
                .filter(each -> each.isOpen() && !rotated.contains(each.secretId()))
                .collect(Collectors.groupingBy(Exposure::secretId, LinkedHashMap::new, Collectors.toList()));
        open.values().stream().sorted(Comparator.comparingLong(Planner::rank)).forEach(exposures -> {
            Exposure first = exposures.getFirst();
            UUID step = add(
                    RemedyKind.REPLACE,
                    false,
                    first.secretId(),
                    first.key(),
                    new Place(uuid(first.projectId()), first.environment(), first.secretPath()),
                    exposures,
                    List.of());
            reach.put(step, folders(exposures));
        });
    }

    private void copies() {
        for (SyncDefinition sync : facts.syncs()) {
            List<UUID> before = reach.entrySet().stream()
                    .filter(each -> each.getValue().stream().anyMatch(folder -> delivers(sync, folder)))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!before.isEmpty() && facts.allowed().contains(right(RemedyKind.SYNC, sync.source()))) {
                Source at = sync.source();
                var _ = add(
                        RemedyKind.SYNC,
                        true,
                        sync.id(),
                        sync.name(),
                        new Place(at.projectId(), at.environmentSlug(), at.path()),
                        List.of(),
                        before);
            }
        }
    }

    private UUID add(
            RemedyKind kind,
            boolean isAutomatic,
            UUID subject,
            String name,
            Place place,
            List<Exposure> exposures,
            List<UUID> waitsFor) {
        UUID id = ids.get();
        steps.add(new Step(
                id,
                steps.size() + 1,
                kind,
                isAutomatic,
                subject,
                name,
                place.project(),
                place.environment(),
                place.path(),
                secrets(exposures),
                waitsFor,
                Step.State.WAITING,
                null,
                null,
                null,
                0,
                new JsonObject(),
                null,
                null,
                null,
                null,
                null));
        return id;
    }

    private static JsonArray secrets(List<Exposure> exposures) {
        return new JsonArray(exposures.stream()
                .map(each -> new JsonObject()
                        .put("id", each.secretId().toString())
                        .put("key", each.key())
                        .put("version", each.version())
                        .put("isNewest", each.isOpen()))
                .toList());
    }

    /** The smaller, the sooner. */
    private static long rank(List<Exposure> exposures) {
        long times = exposures.stream().mapToLong(Exposure::times).sum();
        boolean isNewest = exposures.stream().anyMatch(Exposure::isOpen);
        return (isNewest ? 0 : Long.MAX_VALUE / 2) - times;
    }

    /** A report tells of names as they were when it leaked; by those only what was last published before ids were noted is found. */
    private static boolean isOf(SecretRotation rotation, Exposure secret) {
        return secret.deletedAt() == null
                && (rotation.secretIds().isEmpty()
                        ? isNamedAs(rotation, secret)
                        : rotation.secretIds().contains(secret.secretId()));
    }

    private static boolean isNamedAs(SecretRotation rotation, Exposure secret) {
        return rotation.projectId().toString().equals(secret.projectId())
                && rotation.source().environmentSlug().equals(secret.environment())
                && rotation.source().path().equals(secret.secretPath())
                && rotation.mapping().containsValue(secret.key());
    }

    private static Set<Folder> folders(Collection<Exposure> exposures) {
        return exposures.stream().flatMap(each -> folders(each).stream()).collect(Collectors.toSet());
    }

    /** Where it lies, and where its value is referred to or imported. */
    private static Set<Folder> folders(Exposure secret) {
        String project = String.valueOf(secret.projectId());
        Stream<Folder> elsewhere = Optional.ofNullable(secret.places()).orElse(List.of()).stream()
                .map(each -> new Folder(project, each.environment(), each.secretPath()));
        return Stream.concat(Stream.of(new Folder(project, secret.environment(), secret.secretPath())), elsewhere)
                .collect(Collectors.toSet());
    }

    private static boolean delivers(SyncDefinition sync, Folder folder) {
        Source from = sync.source();
        boolean isBelow = Boolean.TRUE.equals(sync.options().recursive())
                && (from.path().equals("/") || folder.path().startsWith(from.path() + "/"));
        return from.projectId().toString().equals(folder.project())
                && from.environmentSlug().equals(folder.environment())
                && (from.path().equals(folder.path()) || isBelow);
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
