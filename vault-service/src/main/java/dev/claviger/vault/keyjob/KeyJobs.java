package dev.claviger.vault.keyjob;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts jobs and tells how far they are. */
@ApplicationScoped
public class KeyJobs {
    private static final Job.Starter PLATFORM = new Job.Starter("platform", "", "platform");

    private final JobStore store;
    private final Outbox outbox;
    private final Ids ids;
    private final Clock clock;

    KeyJobs(JobStore store, Outbox outbox, Ids ids, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Starts a job for somebody, together with the event. Fails with {@link JobUnderWay}. */
    public Uni<Job> start(Caller caller, Kind kind, @Nullable UUID projectId, String step, AccessEvent event) {
        Job.Starter starter = new Job.Starter(caller.kind().text(), caller.id().toString(), caller.name());
        Job job = job(kind, caller.orgId(), projectId, starter, step);
        return outbox.transaction(tx -> store.insert(tx, job)
                        .invoke(() -> tx.record(event.in(projectId, null, null).with("jobId", job.id()))))
                .replaceWith(job);
    }

    /** Starts a job about all organisations, unless it is under way. */
    public Uni<Void> startForAll(Kind kind, String step) {
        Job job = job(kind, null, null, PLATFORM, step);
        return outbox.transaction(tx -> store.insert(tx, job))
                .onFailure(JobUnderWay.class)
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The newest job of this kind about a project, or about an organisation. */
    public Uni<Optional<Job>> latest(Kind kind, UUID about) {
        return store.latest(kind, about);
    }

    /** The job, if it is about this project. */
    public Uni<Optional<Job>> find(UUID id, UUID projectId) {
        return store.find(id).map(found -> found.filter(job -> projectId.equals(job.projectId())));
    }

    private Job job(Kind kind, @Nullable UUID orgId, @Nullable UUID projectId, Job.Starter starter, String step) {
        Instant now = clock.instant();
        return new Job(ids.next(), kind, orgId, projectId, starter, Progress.of(step), null, now, now, null);
    }
}
