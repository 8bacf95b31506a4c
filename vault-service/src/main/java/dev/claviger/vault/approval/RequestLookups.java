package dev.claviger.vault.approval;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows requests to those who may read approvals, and each value to those alone who may read it where it is to stand. */
@ApplicationScoped
class RequestLookups {
    private final RequestStore store;
    private final PolicyStore policies;
    private final ProposedWrites writes;
    private final Envelope envelope;
    private final Views views;
    private final Outbox outbox;

    RequestLookups(
            RequestStore store,
            PolicyStore policies,
            ProposedWrites writes,
            Envelope envelope,
            Views views,
            Outbox outbox) {
        this.store = store;
        this.policies = policies;
        this.writes = writes;
        this.envelope = envelope;
        this.views = views;
        this.outbox = outbox;
    }

    /** Without values. */
    Uni<RequestView.Many> list(
            ProjectRef project, Function<UUID, RequestStore.Wanted> wanted, int limit, int offset, Attempt attempt) {
        return open(project, attempt).chain(view -> {
            RequestStore.Wanted which = wanted.apply(view.project().id());
            return store.list(which, limit, offset)
                    .chain(found -> shown(view, found))
                    .chain(shown -> store.count(which).map(total -> new RequestView.Many(shown, total)))
                    .call(answer -> outbox.record(attempt.event()
                            .with("numberOfRequests", answer.approvals().size())));
        });
    }

    Uni<RequestView.Counted> count(ProjectRef project, Function<UUID, RequestStore.Wanted> wanted, Attempt attempt) {
        return open(project, attempt)
                .map(view -> wanted.apply(view.project().id()))
                .chain(which -> store.count(with(which, "open"))
                        .chain(open -> store.count(with(which, "close"))
                                .map(closed -> new RequestView.Counted(Map.of("open", open, "closed", closed)))))
                .call(answer -> outbox.record(attempt.event()));
    }

    /** With the values that the reader may read. Fails with {@link RequestNotFound}. */
    Uni<RequestView> find(UUID id, Attempt attempt) {
        return store.find(attempt.caller().orgId(), id)
                .map(found -> found.orElseThrow(() -> new RequestNotFound(id.toString())))
                .chain(request -> open(new ProjectRef.ById(request.projectId()), attempt)
                        .call(view -> view.load(Set.of(request.place())))
                        .chain(view -> shown(view, request, attempt)));
    }

    private Uni<RequestView> shown(View view, ChangeRequest request, Attempt attempt) {
        return policy(view, request)
                .chain(policy -> contents(view, request).chain(contents -> {
                    List<RequestView.CommitView> commits = request.pieces().stream()
                            .map(piece -> RequestView.CommitView.of(piece, contents.get(piece.key())))
                            .toList();
                    List<String> conflicts =
                            request.open() ? conflicts(view.at(request.place()), request.pieces()) : List.of();
                    return outbox.record(event(request, commits, attempt))
                            .replaceWith(RequestView.of(request, policy, commits, conflicts));
                }));
    }

    private Uni<Map<String, ProposedWrites.Content>> contents(View view, ChangeRequest request) {
        return request.payload() == null
                ? Uni.createFrom().item(Map.of())
                : envelope.open(request.projectId(), request.id(), request.payload())
                        .chain(content -> writes.read(view, request.place(), content, request.pieces()))
                        .map(contents -> contents.stream()
                                .collect(Collectors.toMap(ProposedWrites.Content::key, Function.identity())));
    }

    private static AccessEvent event(ChangeRequest request, List<RequestView.CommitView> commits, Attempt attempt) {
        return Proposals.about(attempt.event(), request)
                .with(
                        "secretKeysRead",
                        commits.stream()
                                .filter(commit -> Boolean.FALSE.equals(commit.secretValueHidden()))
                                .map(RequestView.CommitView::secretKey)
                                .toList());
    }

    /** The secrets that are not as they were when the change was proposed. */
    static List<String> conflicts(FolderImage image, List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> !isAsProposed(image, piece))
                .map(Piece::key)
                .toList();
    }

    private static boolean isAsProposed(FolderImage image, Piece piece) {
        if (!(image instanceof FolderImage.Folder folder)) {
            return false;
        }
        @Nullable StoredSecret present = folder.secrets().get(piece.key());
        if (piece.newKey() != null && folder.secrets().containsKey(piece.newKey())) {
            return false;
        }
        return present == null
                ? piece.secretId() == null
                : present.id().equals(piece.secretId()) && present.version() == piece.version();
    }

    private Uni<List<RequestView>> shown(View view, List<ChangeRequest> requests) {
        return Multi.createFrom()
                .iterable(requests)
                .onItem()
                .transformToUniAndConcatenate(
                        request -> policy(view, request).map(policy -> RequestView.of(request, policy)))
                .collect()
                .asList();
    }

    private Uni<Policy> policy(View view, ChangeRequest request) {
        return policies.find(view.project().orgId(), request.policyId())
                .map(found -> found.orElseThrow(
                        () -> new PolicyNotFound(request.policyId().toString())));
    }

    private Uni<View> open(ProjectRef project, Attempt attempt) {
        return views.open(attempt, project)
                .invoke(view -> view.require(Action.READ, Subject.SECRET_APPROVAL, Resource.NONE));
    }

    private static RequestStore.Wanted with(RequestStore.Wanted wanted, String status) {
        return new RequestStore.Wanted(
                wanted.projectId(), wanted.environment(), wanted.author(), status, wanted.search());
    }
}
