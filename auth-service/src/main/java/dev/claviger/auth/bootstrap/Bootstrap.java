package dev.claviger.auth.bootstrap;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.identity.Identity;
import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.token.Issued;
import dev.claviger.auth.token.Login;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.Tokens;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Sets the instance up for programs: the first person, and an identity with a token that administers the instance. */
@ApplicationScoped
class Bootstrap {
    private static final String METHOD = "token-auth";

    private final FirstPerson firstPerson;
    private final Identities identities;
    private final Tokens tokens;

    Bootstrap(FirstPerson firstPerson, Identities identities, Tokens tokens) {
        this.firstPerson = firstPerson;
        this.identities = identities;
        this.tokens = tokens;
    }

    /** Everything that comes into being. */
    record Plan(Organization organization, User user, Identity identity) {}

    /** Fails with {@link AlreadySetUp}. */
    Uni<Issued> setUp(Plan plan, Secret password, AccessEvent event) {
        return firstPerson.setUp(
                plan.organization(),
                plan.user(),
                password,
                (tx, membership) -> identities
                        .add(tx, plan.identity())
                        .chain(() -> tokens.issueUnlimited(tx, login(plan.identity())))
                        .call(issued -> record(tx, plan, event)));
    }

    private static Uni<Void> record(RecordedTransaction tx, Plan plan, AccessEvent event) {
        tx.record(event.by(Actor.UNKNOWN, plan.organization().id(), Provenance.NONE)
                .with("organizationName", plan.organization().name())
                .with("userId", plan.user().id().toString())
                .with("identityId", plan.identity().id().toString()));
        return Uni.createFrom().voidItem();
    }

    private static Login login(Identity identity) {
        return new Login(
                identity.id(),
                identity.name(),
                identity.orgId(),
                new Rights(identity.rights().role(), true),
                METHOD,
                TokenPolicy.DEFAULT,
                null,
                null,
                Provenance.NONE,
                Map.of());
    }
}
