package dev.claviger.vault.referrer;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.project.ProjectNotFound;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.EventParts;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Looks through the other projects that a caller belongs to for references into one project. Each is read as of a revision of its own;
 * together they may not hold more than one answer may draw from.
 */
@ApplicationScoped
class OtherProjects {
    private final Projects projects;
    private final Views views;
    private final Scans scans;
    private final SecretConfig config;
    private final EventParts parts;

    OtherProjects(Projects projects, Views views, Scans scans, SecretConfig config, EventParts parts) {
        this.projects = projects;
        this.views = views;
        this.scans = scans;
        this.config = config;
        this.parts = parts;
    }

    /** One project that was looked through. */
    private record Looked(Project project, Scans.Scanned scanned) {}

    /** What was found, project by project. */
    final class Elsewhere {
        private final UUID target;
        private final List<Looked> looked;

        private Elsewhere(UUID target, List<Looked> looked) {
            this.target = target;
            this.looked = looked;
        }

        List<Referrers.Referring> referring() {
            return looked.stream()
                    .flatMap(one -> one.scanned().referring().stream().map(found -> found.in(one.project())))
                    .toList();
        }

        /** The event, and one for each project whose secrets are named. */
        List<AccessEvent> events(AccessEvent event) {
            List<AccessEvent> events = new ArrayList<>(List.of(event));
            looked.stream()
                    .filter(one -> !one.scanned().referring().isEmpty())
                    .map(one -> named(one, event))
                    .forEach(events::add);
            return events;
        }

        private AccessEvent named(Looked one, AccessEvent event) {
            return parts.withOwnId(event)
                    .in(one.project().id(), null, null)
                    .with("referencedProjectId", target)
                    .with(
                            "referringSecretIds",
                            one.scanned().referring().stream()
                                    .map(Referrers.Referring::secretId)
                                    .toList());
        }
    }

    /**
     * Fails with {@link AnswerTooLarge}.
     *
     * @param isMeant of addresses as the target itself has them
     */
    Uni<Elsewhere> find(Caller caller, Project target, Predicate<Address> isMeant, AccessEvent event) {
        Predicate<Address> fromElsewhere = address -> address.place().project().equals(target.slug())
                && isMeant.test(new Address(address.place().local(), address.key()));
        return projects.joined(caller, config.maxAnswerFolders() + 1)
                .chain(ids -> lookThrough(
                        ids.stream().filter(id -> !id.equals(target.id())).toList(),
                        id -> look(new Attempt(caller, event), id, fromElsewhere)))
                .map(looked -> new Elsewhere(target.id(), looked));
    }

    private interface Look {
        Uni<Optional<Looked>> at(UUID projectId);
    }

    /** One after the other: what one project takes is free again before the next. */
    private Uni<List<Looked>> lookThrough(List<UUID> ids, Look look) {
        List<Looked> looked = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (UUID id : ids) {
            done = done.chain(() -> look.at(id))
                    .invoke(found -> found.ifPresent(looked::add))
                    .invoke(() -> requireRoom(looked))
                    .replaceWithVoid();
        }
        return done.replaceWith(looked);
    }

    private void requireRoom(List<Looked> looked) {
        if (looked.stream().mapToLong(one -> one.scanned().folders()).sum() > config.maxAnswerFolders()) {
            throw new AnswerTooLarge(config.maxAnswerFolders() + " folders");
        }
        if (looked.stream().mapToLong(one -> one.scanned().secrets()).sum() > config.maxAnswerSecrets()) {
            throw new AnswerTooLarge(config.maxAnswerSecrets() + " secrets");
        }
    }

    /** Nothing where the project has gone meanwhile. */
    private Uni<Optional<Looked>> look(Attempt attempt, UUID projectId, Predicate<Address> isMeant) {
        return views.reading(
                        attempt,
                        new ProjectRef.ById(projectId),
                        view -> scans.referring(view, isMeant)
                                .map(scanned -> Optional.of(new Looked(view.project(), scanned))))
                .onFailure(ProjectNotFound.class)
                .recoverWithItem(Optional::empty);
    }
}
