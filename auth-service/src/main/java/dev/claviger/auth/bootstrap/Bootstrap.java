package dev.claviger.auth.bootstrap;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.identity.Identity;
import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.organization.OrganizationStore;
import dev.claviger.auth.token.Issued;
import dev.claviger.auth.token.Login;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;

/** Sets the instance up in one transaction. Of many concurrent attempts exactly one succeeds. */
@ApplicationScoped
class Bootstrap {
    private static final String METHOD = "token-auth";

    private final BootstrapStore store;
    private final OrganizationStore organizations;
    private final Identities identities;
    private final Tokens tokens;
    private final Outbox outbox;
    private final Passwords passwords;

    Bootstrap(
            BootstrapStore store,
            OrganizationStore organizations,
            Identities identities,
            Tokens tokens,
            Outbox outbox,
            Passwords passwords) {
        this.store = store;
        this.organizations = organizations;
        this.identities = identities;
        this.tokens = tokens;
        this.outbox = outbox;
        this.passwords = passwords;
    }

    /** Everything that comes into being. */
    record Plan(Organization organization, User user, Identity identity) {
        Instant now() {
            return identity.createdAt();
        }
    }

    /** Fails with {@link AlreadySetUp}, before the costly hash: however many try, one hash is made. */
    Uni<Issued> setUp(Plan plan, Secret password, AccessEvent event) {
        return store.isSetUp()
                .invoke(done -> requireFirst(!done))
                .chain(() ->
                        outbox.transaction(tx -> create(tx, plan, password).call(issued -> record(tx, plan, event))));
    }

    private Uni<Issued> create(RecordedTransaction tx, Plan plan, Secret password) {
        return store.isSetUp(tx)
                .invoke(done -> requireFirst(!done))
                .chain(() -> organizations.insert(tx, plan.organization(), plan.now()))
                .chain(() -> passwords.hash(password))
                .chain(hash -> store.insert(tx, plan.user(), hash, plan.now()))
                .chain(() -> store.claim(tx, plan.user(), plan.now()))
                .invoke(Bootstrap::requireFirst)
                .chain(() -> identities.add(tx, plan.identity()))
                .chain(() -> tokens.issueUnlimited(tx, login(plan.identity())));
    }

    private static void requireFirst(boolean first) {
        if (!first) {
            throw new AlreadySetUp();
        }
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
                Provenance.NONE,
                Map.of());
    }
}
