package dev.claviger.sync.exposure;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.connection.App;
import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.ConnectionDoor;
import dev.claviger.sync.connection.GitLabAccesses;
import dev.claviger.sync.exposure.BindingClient.Bindings;
import dev.claviger.sync.gitlab.GitLabAccess;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.GitLabPlace;
import dev.claviger.sync.gitlab.ProjectSettings;
import dev.claviger.sync.gitlab.ProjectSettingsClient;
import dev.claviger.sync.gitlab.VariableClient;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at both sides of a GitLab project and of one of ours. */
@ApplicationScoped
class ExposureLint {
    private static final String EVENT = "lint-exposure";

    private final CurrentRequest current;
    private final ConnectionDoor connections;
    private final GitLabAccesses accesses;
    private final GitLabClient gitlab;
    private final SyncDoor syncs;
    private final LedgerStore ledger;
    private final BindingClient bindings;
    private final Rights rights;
    private final Attempts attempts;

    ExposureLint(
            CurrentRequest current,
            ConnectionDoor connections,
            GitLabAccesses accesses,
            GitLabClient gitlab,
            SyncDoor syncs,
            LedgerStore ledger,
            BindingClient bindings,
            Rights rights,
            Attempts attempts) {
        this.current = current;
        this.connections = connections;
        this.accesses = accesses;
        this.gitlab = gitlab;
        this.syncs = syncs;
        this.ledger = ledger;
        this.bindings = bindings;
        this.rights = rights;
        this.attempts = attempts;
    }

    /**
     * What to look at.
     *
     * @param projectId ours
     * @param gitlabProjectId the number of theirs
     */
    record Wish(
            @Nullable String projectId,
            @Nullable String connectionId,
            @Nullable Long gitlabProjectId) {
        static final Wish NONE = new Wish(null, null, null);
    }

    /** The project there, with a token that works. */
    private record Side(Connection connection, GitLabAccess access, ProjectSettings settings) {}

    /** For whoever may use the connection and see the syncs of the project. */
    Uni<ExposureReport> of(Wish wish) {
        Validation valid = new Validation();
        UUID project = valid.id("projectId", wish.projectId());
        UUID connection = valid.id("connectionId", wish.connectionId());
        valid.check(wish.gitlabProjectId() != null, "gitlabProjectId", "Required");
        long number = valid.number("gitlabProjectId", wish.gitlabProjectId(), 1, 1, Long.MAX_VALUE);
        valid.done();
        AccessEvent event = current.event(EVENT)
                .in(project, null, null)
                .with("connectionId", connection)
                .with("gitlabProjectId", number);
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return attempts.recorded(
                event,
                () -> rights.require(Right.inProject(project, "read", "secret-syncs"))
                        .chain(() -> connections.usable(App.GITLAB, connection, project))
                        .chain(found -> side(found, number))
                        .chain(side -> report(side, project, bearer, origin)));
    }

    private Uni<Side> side(Connection connection, long number) {
        return accesses.of(connection).chain(access -> {
            GitLabAccess there = new GitLabAccess(access.base(), access.token(), access.caCertificate());
            return new ProjectSettingsClient(gitlab, there, number)
                    .read()
                    .map(settings -> new Side(connection, there, settings));
        });
    }

    private Uni<ExposureReport> report(Side side, UUID project, Secret bearer, Origin origin) {
        String instance = String.valueOf(side.access().base());
        return copies(side, project)
                .chain(copies -> bindings.of(project, bearer, origin)
                        .map(bound -> report(side.settings(), instance, copies, bound)));
    }

    private static ExposureReport report(ProjectSettings settings, String instance, List<Copy> copies, Bindings bound) {
        List<Bound> admitting = bound.identities().stream()
                .filter(each -> each.mayAdmit(instance, settings.id(), settings.path()))
                .toList();
        return ExposureReport.of(settings, ExposureRules.judge(settings, copies, admitting), missing(settings, bound));
    }

    private static List<String> missing(ProjectSettings settings, Bindings bound) {
        List<String> missing = new ArrayList<>();
        if (settings.protectedEnvironments() == null) {
            missing.add("GitLab did not tell which environments are protected: its free tier has none.");
        }
        if (settings.limitsJobTokens() == null) {
            missing.add("GitLab did not tell who may come with a job token.");
        }
        if (!bound.isWhole()) {
            missing.add("Which identities may act in the project was not told, or not of all of them.");
        }
        bound.untold().forEach(name -> missing.add("How the identity %s is bound was not told.".formatted(name)));
        missing.add("Variables of groups above the project, and syncs of other projects of ours, are not looked at.");
        missing.add("What a role may read in detail is not looked at; ask explain and who-can.");
        return missing;
    }

    private Uni<List<Copy>> copies(Side side, UUID project) {
        String instance = dev.claviger.sync.connection.GitLabAccess.instance(side.connection());
        GitLabPlace place = GitLabPlace.project(side.settings().id());
        return syncs.ofProject(current.caller().orgId(), project)
                .chain(all -> new VariableClient(gitlab, side.access(), place)
                        .list()
                        .chain(present -> copies(writingTo(all, instance, side), instance, byId(present))));
    }

    private static List<SyncDefinition> writingTo(List<SyncDefinition> all, String instance, Side side) {
        String place = "%s project %d".formatted(instance, side.settings().id());
        return all.stream()
                .filter(sync -> sync.target().place(instance).equals(place))
                .toList();
    }

    private static Map<VariableId, PresentVariable> byId(List<PresentVariable> present) {
        return present.stream().collect(Collectors.toMap(PresentVariable::id, Function.identity()));
    }

    private Uni<List<Copy>> copies(
            List<SyncDefinition> writing, String instance, Map<VariableId, PresentVariable> present) {
        return Multi.createFrom()
                .iterable(writing)
                .onItem()
                .transformToUniAndConcatenate(
                        sync -> ledger.of(sync.id(), sync.target().place(instance))
                                .map(owned -> copies(sync.name(), owned, present)))
                .collect()
                .asList()
                .map(found -> found.stream().flatMap(List::stream).toList());
    }

    private static List<Copy> copies(String sync, List<LedgerEntry> owned, Map<VariableId, PresentVariable> present) {
        Set<VariableId> ours = owned.stream().map(LedgerEntry::id).collect(Collectors.toSet());
        return present.values().stream()
                .filter(each -> ours.contains(each.id()))
                .map(each -> new Copy(sync, each.id(), each.exposure()))
                .toList();
    }
}
