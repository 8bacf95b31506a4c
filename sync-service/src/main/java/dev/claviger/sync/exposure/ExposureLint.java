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
import dev.claviger.sync.exposure.Bound.Reached;
import dev.claviger.sync.exposure.CopyFinder.Copies;
import dev.claviger.sync.gitlab.GitLabAccess;
import dev.claviger.sync.gitlab.GitLabClient;
import dev.claviger.sync.gitlab.ProjectSettings;
import dev.claviger.sync.gitlab.ProjectSettingsClient;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.right.Right;
import dev.claviger.sync.right.Rights;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at both sides of a GitLab project and of one of ours. */
@ApplicationScoped
class ExposureLint {
    private static final String EVENT = "lint-exposure";

    private final CurrentRequest current;
    private final ConnectionDoor connections;
    private final GitLabAccesses accesses;
    private final GitLabClient gitlab;
    private final CopyFinder copies;
    private final BindingClient bindings;
    private final Rights rights;
    private final Attempts attempts;

    ExposureLint(
            CurrentRequest current,
            ConnectionDoor connections,
            GitLabAccesses accesses,
            GitLabClient gitlab,
            CopyFinder copies,
            BindingClient bindings,
            Rights rights,
            Attempts attempts) {
        this.current = current;
        this.connections = connections;
        this.accesses = accesses;
        this.gitlab = gitlab;
        this.copies = copies;
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
                    .map(settings ->
                            new Side(dev.claviger.sync.connection.GitLabAccess.instance(connection), there, settings));
        });
    }

    private Uni<ExposureReport> report(Side side, UUID project, Secret bearer, Origin origin) {
        return copies.of(side, project)
                .chain(found -> bindings.of(project, bearer, origin)
                        .chain(bound -> reaching(admitted(side, bound), project, bearer, origin)
                                .map(admitting -> report(side.settings(), found, bound, admitting))));
    }

    private static List<Bound> admitted(Side side, Bindings bound) {
        String instance = String.valueOf(side.access().base());
        ProjectSettings settings = side.settings();
        return bound.identities().stream()
                .filter(each -> each.mayAdmit(instance, settings.id(), settings.path()))
                .toList();
    }

    private Uni<List<Bound>> reaching(List<Bound> admitting, UUID project, Secret bearer, Origin origin) {
        return Multi.createFrom()
                .iterable(admitting)
                .onItem()
                .transformToUniAndConcatenate(each ->
                        bindings.reach(project, each.id(), bearer, origin).map(each::with))
                .collect()
                .asList();
    }

    private static ExposureReport report(
            ProjectSettings settings, Copies copies, Bindings bound, List<Bound> admitting) {
        List<String> missing = new ArrayList<>(copies.missing());
        missing.addAll(untold(settings));
        missing.addAll(untold(bound, admitting));
        return ExposureReport.of(settings, ExposureRules.judge(settings, copies.found(), admitting), missing);
    }

    private static List<String> untold(ProjectSettings settings) {
        List<String> missing = new ArrayList<>();
        if (settings.protectedTags() == null) {
            missing.add("GitLab did not tell which tags are protected.");
        }
        if (settings.groups() == null) {
            missing.add("GitLab did not tell in which groups the project is, so their variables were not looked at.");
        }
        if (settings.protectedEnvironments() == null) {
            missing.add("GitLab did not tell which environments are protected: its free tier has none.");
        }
        if (settings.limitsJobTokens() == null) {
            missing.add("GitLab did not tell who may come with a job token.");
        }
        return missing;
    }

    private static List<String> untold(Bindings bound, List<Bound> admitting) {
        List<String> missing = new ArrayList<>();
        if (!bound.isTold()) {
            missing.add("Which identities may act in the project was not told.");
        }
        bound.untold().forEach(name -> missing.add("How the identity %s is bound was not told.".formatted(name)));
        for (Bound each : admitting) {
            @Nullable Reached reached = each.reached();
            if (reached == null) {
                missing.add("Which secrets the identity %s may read was not told: it takes read on role and on it."
                        .formatted(each.name()));
            } else if (!reached.isWhole()) {
                missing.add("Not all secrets that the identity %s may read were told.".formatted(each.name()));
            }
        }
        return missing;
    }
}
