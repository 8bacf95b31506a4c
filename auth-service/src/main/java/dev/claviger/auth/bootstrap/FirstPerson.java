package dev.claviger.auth.bootstrap;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.organization.Organization;
import dev.claviger.auth.organization.OrganizationStore;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.Memberships;
import dev.claviger.auth.user.PasswordHash;
import dev.claviger.auth.user.Passwords;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiFunction;

/** Makes the first person and their organisation in one transaction. Of many concurrent attempts exactly one succeeds. */
@ApplicationScoped
class FirstPerson {
    private final BootstrapStore store;
    private final OrganizationStore organizations;
    private final UserStore users;
    private final Memberships memberships;
    private final Passwords passwords;
    private final Outbox outbox;
    private final Ids ids;

    FirstPerson(
            BootstrapStore store,
            OrganizationStore organizations,
            UserStore users,
            Memberships memberships,
            Passwords passwords,
            Outbox outbox,
            Ids ids) {
        this.store = store;
        this.organizations = organizations;
        this.users = users;
        this.memberships = memberships;
        this.passwords = passwords;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * Sets the instance up and goes on within the same transaction. Fails with {@link AlreadySetUp}, before the costly hash:
     * however many try, one hash is made.
     */
    <T> Uni<T> setUp(
            Organization organization,
            User user,
            Secret password,
            BiFunction<RecordedTransaction, Membership, Uni<T>> next) {
        return store.isSetUp()
                .invoke(done -> requireFirst(!done))
                .chain(() -> outbox.transaction(tx -> store.isSetUp(tx)
                        .invoke(done -> requireFirst(!done))
                        .chain(() -> passwords.hash(password))
                        .chain(hash -> create(tx, organization, user, hash))
                        .chain(membership -> next.apply(tx, membership))));
    }

    private Uni<Membership> create(
            RecordedTransaction tx, Organization organization, User user, PasswordHash password) {
        Membership membership = new Membership(
                ids.nextPublic(),
                organization.id(),
                user.id(),
                new Rights(OrgRole.ADMIN, false),
                Membership.Status.ACTIVE,
                user.createdAt(),
                user.createdAt());
        return organizations
                .insert(tx, organization, user.createdAt())
                .chain(() -> users.insert(tx, user))
                .invoke(FirstPerson::requireFirst)
                .chain(() -> users.setPassword(tx, user.id(), password, user.createdAt()))
                .chain(() -> memberships.add(tx, membership))
                .chain(() -> store.claim(tx, organization.id(), user.id(), user.createdAt()))
                .invoke(FirstPerson::requireFirst)
                .replaceWith(membership);
    }

    private static void requireFirst(boolean first) {
        if (!first) {
            throw new AlreadySetUp();
        }
    }
}
