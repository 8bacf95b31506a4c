package dev.claviger.vault.rotation;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.keyjob.Job;
import dev.claviger.vault.keyjob.JobNotFound;
import dev.claviger.vault.keyjob.JobUnderWay;
import dev.claviger.vault.keyjob.JobView;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectNotFound;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.project.PublicId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What may be done with the keys of a project, by whoever may {@code edit} on {@code kms} there. */
@ApplicationScoped
class ProjectKeyDoor {
    private static final String SUBJECT = "kms";

    private final Projects projects;
    private final Gate gate;
    private final KeysetStore keysets;
    private final ProjectKeys keys;
    private final KeyJobs jobs;
    private final Outbox outbox;

    /**
     * The keys of a project.
     *
     * @param rootKey the id of the root key that wraps them
     * @param count more than one while old ones still open something
     */
    record Status(
            String rootKey,
            int count,
            @Nullable Instant rotatedAt,
            @Nullable JobView rotation,
            @Nullable JobView verification) {}

    ProjectKeyDoor(Projects projects, Gate gate, KeysetStore keysets, ProjectKeys keys, KeyJobs jobs, Outbox outbox) {
        this.projects = projects;
        this.gate = gate;
        this.keysets = keysets;
        this.keys = keys;
        this.jobs = jobs;
        this.outbox = outbox;
    }

    /** Fails with {@link JobUnderWay} among others. */
    Uni<JobView> rotate(Caller caller, ProjectRef ref, AccessEvent event) {
        return start(caller, ref, Kind.ROTATION, Rotation.FIRST_STEP, event);
    }

    /** Fails with {@link JobUnderWay} among others. */
    Uni<JobView> verify(Caller caller, ProjectRef ref, AccessEvent event) {
        return start(caller, ref, Kind.VERIFICATION, Verification.FIRST_STEP, event);
    }

    private Uni<JobView> start(Caller caller, ProjectRef ref, Kind kind, String step, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open ->
                        gate.settle(event.in(open.id(), null, null), jobs.start(caller, kind, open.id(), step, event)))
                .map(JobView::of);
    }

    Uni<Status> status(Caller caller, ProjectRef ref, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> status(open.id())
                        .call(status ->
                                outbox.record(event.in(open.id(), null, null).with("rootKey", status.rootKey()))));
    }

    /** Fails with {@link JobNotFound} among others. */
    Uni<JobView> job(Caller caller, ProjectRef ref, String id, AccessEvent event) {
        return open(caller, ref, event)
                .chain(open -> gate.settle(event.in(open.id(), null, null), job(open.id(), id))
                        .call(job ->
                                outbox.record(event.in(open.id(), null, null).with("jobId", job.id()))))
                .map(JobView::of);
    }

    private Uni<Job> job(UUID projectId, String id) {
        return PublicId.parse(id)
                .map(jobId -> jobs.find(jobId, projectId))
                .orElseThrow(() -> new JobNotFound(id))
                .map(found -> found.orElseThrow(() -> new JobNotFound(id)));
    }

    private Uni<Status> status(UUID projectId) {
        return keysets.find(projectId)
                .map(found -> found.orElseThrow(() -> ProjectNotFound.of(new ProjectRef.ById(projectId))))
                .chain(keyset -> keys.open(projectId, keyset.keyset().bytes())
                        .chain(cipher -> jobs.latest(Kind.ROTATION, projectId)
                                .chain(rotation -> jobs.latest(Kind.VERIFICATION, projectId)
                                        .map(verification -> new Status(
                                                keyset.rootKey(),
                                                cipher.keys(),
                                                keyset.rotatedAt(),
                                                rotation.map(JobView::of).orElse(null),
                                                verification.map(JobView::of).orElse(null))))));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, AccessEvent event) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(), Action.EDIT, SUBJECT, Resource.NONE, event.in(open.id(), null, null)));
    }
}
