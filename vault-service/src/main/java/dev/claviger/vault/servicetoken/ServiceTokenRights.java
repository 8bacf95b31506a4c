package dev.claviger.vault.servicetoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.environment.Environments;
import dev.claviger.vault.permission.Gate;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.ServiceRules;
import dev.claviger.vault.project.OpenProject;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.project.Projects;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Decides about service tokens of a project with the same rules as about everything else in it. */
@ApplicationScoped
class ServiceTokenRights {
    private static final String SUBJECT = "service-tokens";

    private final Projects projects;
    private final Environments environments;
    private final Gate gate;

    ServiceTokenRights(Projects projects, Environments environments, Gate gate) {
        this.projects = projects;
        this.environments = environments;
        this.gate = gate;
    }

    /** Completes when the caller may do this with the tokens of the project. A refusal is recorded. */
    Uni<Void> require(Caller caller, ProjectRef ref, String action, AccessEvent attempt) {
        return open(caller, ref, action, attempt).replaceWithVoid();
    }

    /**
     * Completes when the caller may make a token with this grant: for environments that are there, and within what the caller may do
     * itself. A refusal is recorded.
     */
    Uni<Void> requireGrant(Caller caller, ProjectRef ref, ServiceGrant grant, AccessEvent attempt) {
        return open(caller, ref, "create", attempt)
                .call(open -> requireEnvironments(open, grant))
                .chain(open -> requireWithin(open, grant, attempt));
    }

    private Uni<OpenProject> open(Caller caller, ProjectRef ref, String action, AccessEvent attempt) {
        return projects.open(caller, ref)
                .call(open -> gate.require(
                        open.permissions(), action, SUBJECT, Resource.NONE, attempt.in(open.id(), null, null)));
    }

    private Uni<Void> requireEnvironments(OpenProject open, ServiceGrant grant) {
        Uni<Void> found = Uni.createFrom().voidItem();
        for (String slug :
                grant.scopes().stream().map(Scope::environment).distinct().toList()) {
            found = found.chain(() -> environments.find(open.id(), EnvironmentSlug.parse("scopes", slug)))
                    .replaceWithVoid();
        }
        return found;
    }

    private Uni<Void> requireWithin(OpenProject open, ServiceGrant grant, AccessEvent attempt) {
        List<Rule> missing = open.permissions().missing(ServiceRules.of(grant));
        return missing.isEmpty()
                ? Uni.createFrom().voidItem()
                : gate.refuse(new TooMuch(missing), attempt.in(open.id(), null, null));
    }
}
