package dev.claviger.audit.provenance;

import dev.claviger.audit.query.AuditLog;
import dev.claviger.audit.query.AuditLogParams;
import dev.claviger.audit.query.AuditLogs;
import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.Where;
import dev.claviger.audit.right.Attempt;
import dev.claviger.audit.right.Attempts;
import dev.claviger.audit.right.AuditRights;
import dev.claviger.audit.right.Reader;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.http.InvalidInput;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What somebody did, and who held what. */
@ApplicationScoped
class Provenances {
    static final int MOST_TOUCHES = 10_000;
    static final int MOST_ACCESSES = 2_000;

    /** Conditions that say who: without one of them the question is about everybody. */
    private static final List<String> WHO = List.of(
            "jobId",
            "pipelineId",
            "sha",
            "runnerId",
            "gitlabUser",
            "gitlabUserId",
            "gitlabProjectId",
            "gitlabProjectPath",
            "ref",
            "actor",
            "ipAddress",
            "requestId");

    private final AuditRights rights;
    private final Attempts attempts;
    private final AuditLogs logs;
    private final ProvenanceStore store;
    private final GoneEntries gone;

    Provenances(AuditRights rights, Attempts attempts, AuditLogs logs, ProvenanceStore store, GoneEntries gone) {
        this.gone = gone;
        this.rights = rights;
        this.attempts = attempts;
        this.logs = logs;
        this.store = store;
    }

    /**
     * What somebody did.
     *
     * @param read versions of secrets that were in an answer
     * @param changed versions that were written or deleted
     * @param by who acted, in which jobs; with refusals
     * @param missing in words, what was removed of the asked time
     * @param complete false when there is more than is shown, or was
     */
    record Deeds(
            Map<String, String> asked,
            Instant from,
            Instant to,
            List<Touch> read,
            List<Touch> changed,
            List<Access> by,
            List<String> missing,
            boolean complete) {}

    /** Who held which version of a secret; those who wrote it are among them. */
    record Holders(
            String secretId,
            @Nullable Integer version,
            Instant from,
            Instant to,
            List<Access> holders,
            List<String> missing,
            boolean complete) {}

    Uni<Deeds> deeds(AuditLogParams params) {
        return attempts.recorded(
                "audit-provenance-read",
                attempt -> rights.reader(params.projectId())
                        .chain(reader -> filter(reader, params, attempt)
                                .invoke(Provenances::requireWho)
                                .chain(filter -> deeds(reader, filter))
                                .invoke(deeds -> attempt.note(event -> event.with(
                                                "secretVersionsRead",
                                                deeds.read().size())
                                        .with(
                                                "secretVersionsChanged",
                                                deeds.changed().size())))));
    }

    Uni<Holders> holders(AuditLogParams params) {
        return attempts.recorded(
                "audit-secret-holders-read",
                attempt -> rights.reader(params.projectId())
                        .chain(reader -> filter(reader, params, attempt)
                                .chain(filter -> holders(reader, filter))
                                .invoke(found ->
                                        attempt.note("holders", found.holders().size()))));
    }

    /** Those who acted in a project, as clients of the API know actors (http-api.md 9.1). */
    record Actors(List<AuditLog.Actor> actors) {
        Actors {
            actors = List.copyOf(actors);
        }
    }

    Uni<Actors> actors(String projectId) {
        AuditLogParams params = new AuditLogParams();
        var _ = params.set(Map.of("projectId", projectId));
        return attempts.recorded(
                "audit-actors-read",
                attempt -> rights.reader(projectId)
                        .chain(reader -> filter(reader, params, attempt)
                                .chain(filter -> store.actors(new Where(reader.organisation(), filter), MOST_ACCESSES)))
                        .map(actors -> new Actors(
                                actors.stream().map(AuditLog.Actor::of).toList())));
    }

    private Uni<Filter> filter(Reader reader, AuditLogParams params, Attempt attempt) {
        return logs.filter(reader, params, Filter.Span.INQUIRY).invoke(filter -> attempt.note(filter::describe));
    }

    private static void requireWho(Filter filter) {
        if (WHO.stream().allMatch(name -> filter.text(name).isEmpty())) {
            throw InvalidInput.of("jobId", "Name at least one of " + String.join(", ", WHO));
        }
    }

    private Uni<Deeds> deeds(Reader reader, Filter filter) {
        return store.touches(new Where(reader.organisation(), filter), MOST_TOUCHES + 1)
                .chain(touches -> store.accesses(new Where(reader.organisation(), filter), MOST_ACCESSES + 1)
                        .chain(accesses -> gone.of(reader.organisation(), filter)
                                .map(missing -> deeds(filter, touches, accesses, missing))));
    }

    private static Deeds deeds(
            Filter filter, List<ProvenanceStore.NamedTouch> found, List<Access> accesses, List<String> missing) {
        List<ProvenanceStore.NamedTouch> shown = found.subList(0, Math.min(found.size(), MOST_TOUCHES));
        return new Deeds(
                filter.texts(),
                filter.start(),
                filter.end(),
                merged(shown.stream()
                        .filter(each -> EventKinds.isRead(each.event()))
                        .map(ProvenanceStore.NamedTouch::touch)
                        .toList()),
                merged(shown.stream()
                        .filter(each -> !EventKinds.isRead(each.event()))
                        .map(ProvenanceStore.NamedTouch::touch)
                        .toList()),
                accesses.subList(0, Math.min(accesses.size(), MOST_ACCESSES)),
                missing,
                missing.isEmpty() && shown.size() == found.size() && accesses.size() <= MOST_ACCESSES);
    }

    /** One line for each version in a place, whatever the names of the events. */
    private static List<Touch> merged(List<Touch> touches) {
        Map<List<Object>, Touch> merged = new LinkedHashMap<>();
        for (Touch touch : touches) {
            List<Object> place = new ArrayList<>(
                    List.of(touch.secretId(), touch.version(), touch.key(), touch.environment(), touch.secretPath()));
            place.add(String.valueOf(touch.projectId()));
            merged.merge(place, touch, Touch::and);
        }
        return List.copyOf(merged.values());
    }

    private Uni<Holders> holders(Reader reader, Filter filter) {
        UUID secret = Uuids.read(filter.text("secretId")).orElseThrow(() -> InvalidInput.of("secretId", "Required"));
        String version = filter.text("secretVersion");
        return store.holders(reader.organisation(), filter, secret, MOST_ACCESSES + 1)
                .chain(found -> gone.of(reader.organisation(), filter)
                        .map(missing -> new Holders(
                                secret.toString(),
                                version.isEmpty() ? null : Integer.valueOf(version),
                                filter.start(),
                                filter.end(),
                                found.subList(0, Math.min(found.size(), MOST_ACCESSES)),
                                missing,
                                missing.isEmpty() && found.size() <= MOST_ACCESSES)));
    }
}
