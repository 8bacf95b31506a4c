package dev.claviger.audit.blast;

import dev.claviger.audit.provenance.Access;
import dev.claviger.audit.provenance.GoneEntries;
import dev.claviger.audit.provenance.ProvenanceStore;
import dev.claviger.audit.provenance.ProvenanceStore.Lease;
import dev.claviger.audit.provenance.ProvenanceStore.NamedTouch;
import dev.claviger.audit.provenance.Touch;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.Where;
import dev.claviger.audit.right.Attempt;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.http.CurrentRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Works out what a leak reaches. */
@ApplicationScoped
class BlastRadii {
    private static final int MOST_VERSIONS = 5_000;
    private static final int MOST_ACCESSES = 1_000;
    private static final int MOST_LEASES = 1_000;
    /** Each is a question to vault-service, and an entry of the log. */
    private static final int MOST_ASKED = 200;

    private static final int AT_ONCE = 4;

    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final ProvenanceStore provenance;
    private final HistoryStore histories;
    private final ReferenceClient references;
    private final GoneEntries gone;
    private final CurrentRequest current;
    private final Clock clock;

    BlastRadii(
            AuditRights rights,
            Attempts attempts,
            AuditLogs logs,
            ProvenanceStore provenance,
            HistoryStore histories,
            ReferenceClient references,
            GoneEntries gone,
            CurrentRequest current,
            Clock clock) {
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.provenance = provenance;
        this.histories = histories;
        this.references = references;
        this.gone = gone;
        this.current = current;
        this.clock = clock;
    }

    Uni<BlastRadius> of(@Nullable BlastRequest body) {
        BlastRequest request = body == null ? BlastRequest.EMPTY : body;
        return attempts.recorded(
                "audit-blast-radius-read",
                attempt -> rights.reader(request.projectId())
                        .invoke(request::check)
                        .chain(reader -> logs.filter(reader, request.params(), Filter.Span.INQUIRY)
                                .chain(filter -> of(reader, request, filter, attempt))));
    }

    private Uni<BlastRadius> of(Reader reader, BlastRequest request, Filter filter, Attempt attempt) {
        attempt.note(event -> filter.describe(event).with("subject", request.subject()));
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return touched(reader, request, filter)
                .chain(reach -> gone.of(reader.organisation(), filter).map(reach::without))
                .chain(reach -> exposures(reader, reach.touched())
                        .chain(exposures -> placed(exposures, bearer, origin))
                        .chain(exposures -> provenance
                                .leases(where(reader, request, filter), MOST_LEASES + 1)
                                .chain(leases -> provenance
                                        .accesses(where(reader, request, filter), MOST_ACCESSES + 1)
                                        .map(accesses -> radius(request, filter, exposures, leases, accesses, reach)))))
                .invoke(radius -> attempt.note(event ->
                        event.with("secretVersions", radius.secrets().size()).with("open", radius.open())));
    }

    private static Where where(Reader reader, BlastRequest request, Filter filter) {
        Where where = new Where(reader.organisation(), filter).successful();
        if (request.compromised() != null) {
            return where.ofJobs();
        }
        List<SecretVersion> leaked = request.versions();
        return leaked.isEmpty()
                ? where
                : where.touching(
                        leaked.stream().map(SecretVersion::secretId).toList(),
                        leaked.stream().map(SecretVersion::version).toList());
    }

    /** What was within reach; of a leaked value the versions that have it, whoever had them. */
    private Uni<Reach> touched(Reader reader, BlastRequest request, Filter filter) {
        List<SecretVersion> leaked = request.versions();
        return leaked.isEmpty()
                ? provenance
                        .touches(where(reader, request, filter), MOST_VERSIONS + 1)
                        .map(found -> new Reach(merged(found), found.size() <= MOST_VERSIONS, List.of()))
                : Uni.createFrom()
                        .item(new Reach(
                                leaked.stream()
                                        .map(version -> new Touched(version, null))
                                        .toList(),
                                true,
                                List.of()));
    }

    /** A version and how it was touched; null where that is not known. */
    private record Touched(SecretVersion version, @Nullable Touch touch) {}

    /** @param gone in words, what was removed of the asked time */
    private record Reach(List<Touched> touched, boolean whole, List<String> gone) {
        Reach without(List<String> entries) {
            return new Reach(touched, whole && entries.isEmpty(), entries);
        }
    }

    private static List<Touched> merged(List<NamedTouch> touches) {
        Map<SecretVersion, Touch> merged = new LinkedHashMap<>();
        touches.forEach(each -> merged.merge(
                new SecretVersion(each.touch().secretId(), each.touch().version()), each.touch(), Touch::and));
        return merged.entrySet().stream()
                .map(entry -> new Touched(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Uni<List<Exposure>> exposures(Reader reader, List<Touched> touched) {
        List<SecretVersion> versions = touched.stream().map(Touched::version).toList();
        return histories.of(reader.organisation(), versions, reader.projectId()).map(found -> {
            Map<SecretVersion, VersionHistory> byVersion =
                    found.stream().collect(Collectors.toMap(VersionHistory::of, Function.identity()));
            return touched.stream()
                    .map(each -> exposure(each, Objects.requireNonNull(byVersion.get(each.version()))))
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing((Exposure each) -> !each.isOpen())
                            .thenComparing(each -> String.valueOf(each.projectId()))
                            .thenComparing(Exposure::environment)
                            .thenComparing(Exposure::secretPath)
                            .thenComparing(Exposure::key)
                            .thenComparingInt(Exposure::version))
                    .toList();
        });
    }

    /** None for a version that the log, as far as the reader may see it, does not know. */
    private static List<Exposure> exposure(Touched touched, VersionHistory history) {
        @Nullable Touch touch = touched.touch();
        VersionHistory.@Nullable Place place = touch == null
                ? history.place()
                : new VersionHistory.Place(touch.key(), touch.projectId(), touch.environment(), touch.secretPath());
        return place == null
                ? List.of()
                : List.of(new Exposure(
                        touched.version().secretId(),
                        place.key(),
                        touched.version().version(),
                        place.projectId(),
                        place.environment(),
                        place.secretPath(),
                        touch == null ? 0 : touch.times(),
                        touch == null ? null : touch.firstAt(),
                        touch == null ? null : touch.lastAt(),
                        history.owner(),
                        history.rotated(),
                        history.deletedAt(),
                        null));
    }

    private Uni<List<Exposure>> placed(List<Exposure> exposures, Secret bearer, Origin origin) {
        List<Exposure> asked = exposures.subList(0, Math.min(exposures.size(), MOST_ASKED));
        List<Exposure> rest = exposures.subList(asked.size(), exposures.size());
        return Multi.createFrom()
                .iterable(asked)
                .onItem()
                .transformToUni(
                        each -> references.placesOf(each, bearer, origin).map(found -> each.with(found.orElse(null))))
                .merge(AT_ONCE)
                .collect()
                .asMap(Exposure::secretVersion)
                .map(found -> {
                    List<Exposure> all = new ArrayList<>();
                    asked.forEach(each -> all.add(Objects.requireNonNull(found.get(each.secretVersion()))));
                    all.addAll(rest);
                    return List.copyOf(all);
                });
    }

    private BlastRadius radius(
            BlastRequest request,
            Filter filter,
            List<Exposure> exposures,
            List<Lease> leases,
            List<Access> accesses,
            Reach reach) {
        return new BlastRadius(
                request.subject(),
                filter.start(),
                filter.end(),
                clock.instant(),
                (int) exposures.stream().filter(Exposure::isOpen).count(),
                exposures,
                leases.subList(0, Math.min(leases.size(), MOST_LEASES)),
                accesses.subList(0, Math.min(accesses.size(), MOST_ACCESSES)),
                missing(request, exposures, reach.gone()),
                placeless(exposures) + unread(request, exposures),
                reach.whole() && leases.size() <= MOST_LEASES && accesses.size() <= MOST_ACCESSES);
    }

    private static List<String> missing(BlastRequest request, List<Exposure> exposures, List<String> gone) {
        List<String> missing = new ArrayList<>(gone);
        if (request.compromised() != null) {
            missing.add("The log does not know what a job installed: every job of the time counts as exposed.");
        }
        long placeless = placeless(exposures);
        if (placeless > 0) {
            missing.add(
                    ("Of %d versions it is not known where else they are used: vault-service did not tell, you may not see "
                                    + "them there, or they are more than the %d that are asked about.")
                            .formatted(placeless, MOST_ASKED));
        }
        long unread = unread(request, exposures);
        if (unread > 0) {
            missing.add("Of %d leaked versions there is no entry in what you may read of the log.".formatted(unread));
        }
        missing.add("Copies outside Claviger, such as synced CI/CD variables, are not in the log.");
        return missing;
    }

    private static long placeless(List<Exposure> exposures) {
        return exposures.stream()
                .filter(each -> each.places() == null && each.deletedAt() == null)
                .count();
    }

    private static long unread(BlastRequest request, List<Exposure> exposures) {
        return Math.max(0, request.versions().size() - exposures.size());
    }
}
