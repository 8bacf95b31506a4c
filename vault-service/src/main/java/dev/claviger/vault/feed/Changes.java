package dev.claviger.vault.feed;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Outcome;
import dev.claviger.vault.feed.Change.Author;
import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.Change.Folder;
import dev.claviger.vault.feed.Trace.Where;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes messages of what a transaction did. Pure. */
final class Changes {
    private static final int MAX_LENGTH = 60_000;
    private static final int OVERHEAD = 100;

    private Changes() {}

    /** What goes into one message, or into several when it is too much for one. */
    private record Subject(
            ChangeKind kind, Where where, @Nullable Folder folder) {}

    private record Draft(Subject subject, List<ChangedSecret> secrets) {}

    /** The events by project, as far as something was done. */
    static Map<UUID, List<AccessEvent>> done(List<AccessEvent> events) {
        Map<UUID, List<AccessEvent>> done = new LinkedHashMap<>();
        for (AccessEvent event : events) {
            @Nullable UUID project = event.place().projectId();
            if (event.outcome() == Outcome.SUCCESS && project != null && event.orgId() != null) {
                done.computeIfAbsent(project, fresh -> new ArrayList<>()).add(event);
            }
        }
        return done;
    }

    /** What an event tells of that no history is kept of: environments and the project itself. */
    static Optional<ChangeKind> kind(AccessEvent event) {
        return Optional.ofNullable(
                switch (event.name()) {
                    case "create-environment" -> ChangeKind.ENVIRONMENT_CREATE;
                    case "update-environment" -> ChangeKind.ENVIRONMENT_UPDATE;
                    case "delete-environment" -> ChangeKind.ENVIRONMENT_DELETE;
                    case "update-project" -> ChangeKind.PROJECT_UPDATE;
                    case "delete-project" -> ChangeKind.PROJECT_DELETE;
                    default -> null;
                });
    }

    /** The messages of one project, numbered. All traces are of one revision. */
    static List<Change> of(UUID project, List<AccessEvent> events, List<Trace> traces) {
        List<Draft> drafts = drafts(traces);
        List<Change> changes = new ArrayList<>();
        for (Draft draft : drafts) {
            AccessEvent event = event(events, draft);
            changes.add(new Change(
                    Objects.requireNonNull(event.orgId()),
                    project,
                    traces.getFirst().revision(),
                    changes.size() + 1,
                    drafts.size(),
                    draft.subject().kind(),
                    draft.subject().where().environment(),
                    draft.subject().where().environmentId(),
                    draft.subject().where().path(),
                    draft.subject().folder(),
                    draft.secrets(),
                    event.id(),
                    author(event)));
        }
        return changes;
    }

    private static List<Draft> drafts(List<Trace> traces) {
        Map<Subject, List<ChangedSecret>> subjects = new LinkedHashMap<>();
        for (Trace trace : traces) {
            List<ChangedSecret> secrets = subjects.computeIfAbsent(
                    new Subject(trace.kind(), trace.where(), trace.folder()), fresh -> new ArrayList<>());
            if (trace.secret() != null) {
                secrets.add(trace.secret());
            }
        }
        List<Draft> drafts = new ArrayList<>();
        subjects.forEach((subject, secrets) -> parts(secrets).forEach(part -> drafts.add(new Draft(subject, part))));
        return drafts;
    }

    /** Few enough for one message. */
    private static List<List<ChangedSecret>> parts(List<ChangedSecret> secrets) {
        List<List<ChangedSecret>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        int length = 0;
        for (ChangedSecret secret : secrets) {
            int own = OVERHEAD + secret.key().length();
            if (length + own > MAX_LENGTH) {
                parts.add(new ArrayList<>());
                length = 0;
            }
            parts.getLast().add(secret);
            length += own;
        }
        return parts;
    }

    /** The one that names a secret of the message, where several events stand for one transaction. */
    private static AccessEvent event(List<AccessEvent> events, Draft draft) {
        return events.stream()
                .filter(event -> draft.secrets().stream().limit(1).anyMatch(secret -> names(event, secret)))
                .findFirst()
                .orElse(events.getFirst());
    }

    private static boolean names(AccessEvent event, ChangedSecret secret) {
        return event.secrets().stream().anyMatch(ref -> ref.id().equals(secret.id()));
    }

    private static Author author(AccessEvent event) {
        return new Author(
                event.actor().type(), event.actor().id(), event.actor().name());
    }
}
