package dev.claviger.auth.invitation;

import static dev.claviger.kernel.orgright.Action.CREATE;
import static dev.claviger.kernel.orgright.Subject.MEMBER;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.role.Roles;
import dev.claviger.auth.user.Email;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.Membership.Status;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.Memberships;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.auth.user.UserStore.Known;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Invites people into the caller's organisation. */
@ApplicationScoped
class Invitations {
    static final String ROLE_FIELD = "organizationRoleSlug";

    private final InvitationStore store;
    private final Roles roles;
    private final UserStore users;
    private final MembershipStore places;
    private final Memberships memberships;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final AuthConfig.Invitations config;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Invitations(
            InvitationStore store,
            Roles roles,
            UserStore users,
            MembershipStore places,
            Memberships memberships,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            AuthConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.roles = roles;
        this.users = users;
        this.places = places;
        this.memberships = memberships;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.config = config.invitations();
        this.ids = ids;
        this.clock = clock;
    }

    /** What the administrator hands over. */
    record Invited(Email email, OneTimeSecret secret) {}

    /** Invites all or none. Somebody who was invited before gets a new link, and the old one ends. */
    Uni<List<Invited>> invite(UUID orgId, List<Email> emails, String role) {
        AccessEvent event = current.event("invite-org-members")
                .with("emails", emails.stream().map(Email::text).toList())
                .with("role", role);
        return acts.rearrange(event, MEMBER.to(CREATE), tx -> {
            requireOwn(orgId);
            return roles.named(tx, orgId, ROLE_FIELD, role)
                    .map(held -> held.rights(false))
                    .invoke(standing::requireCovers)
                    .invoke(() -> tx.record(event))
                    .call(() -> places.lock(tx, orgId))
                    .chain(rights -> inviteAll(tx, emails, rights));
        });
    }

    private Uni<List<Invited>> inviteAll(RecordedTransaction tx, List<Email> emails, Rights rights) {
        return Multi.createFrom()
                .iterable(emails)
                .onItem()
                .transformToUniAndConcatenate(email -> invite(tx, email, rights))
                .collect()
                .asList();
    }

    private Uni<Invited> invite(RecordedTransaction tx, Email email, Rights rights) {
        Instant now = clock.instant();
        OneTimeSecret secret = OneTimeSecret.random(random);
        return users.find(tx, email)
                .chain(found -> known(tx, found, email))
                .chain(user -> place(tx, user, rights))
                .chain(membership -> store.put(tx, membership.id(), secret.digest(), now.plus(config.ttl()), now))
                .replaceWith(new Invited(email, secret));
    }

    /** Somebody new has no password, so they cannot log in before they accept. */
    private Uni<User> known(RecordedTransaction tx, Optional<Known> found, Email email) {
        User fresh = User.named(ids.nextPublic(), email, "", "", false, clock.instant());
        return found.map(known -> Uni.createFrom().item(known.user()))
                .orElseGet(() -> users.insert(tx, fresh)
                        .chain(isNew -> isNew ? Uni.createFrom().item(fresh) : invitedElsewhere(tx, email)));
    }

    /** Another organisation was faster with somebody new; now they are known. */
    private Uni<User> invitedElsewhere(RecordedTransaction tx, Email email) {
        return users.find(tx, email).map(found -> found.orElseThrow().user());
    }

    private Uni<Membership> place(RecordedTransaction tx, User user, Rights rights) {
        Instant now = clock.instant();
        Membership fresh = new Membership(ids.nextPublic(), orgId(), user.id(), rights, Status.INVITED, now, now);
        return memberships
                .add(tx, fresh)
                .chain(added -> added ? Uni.createFrom().item(fresh) : again(tx, user, rights));
    }

    private Uni<Membership> again(RecordedTransaction tx, User user, Rights rights) {
        return places.find(tx, orgId(), user.id())
                .map(Optional::orElseThrow)
                .invoke(this::requireInvited)
                .chain(old -> renew(tx, old, rights));
    }

    private void requireInvited(Membership old) {
        if (old.status() != Status.INVITED) {
            throw InvitationRefused.isMember();
        }
        standing.requireCovers(old.rights());
    }

    private Uni<Membership> renew(RecordedTransaction tx, Membership old, Rights rights) {
        Membership changed = old.changed(rights, Status.INVITED, clock.instant());
        return memberships.change(tx, old, changed).replaceWith(changed);
    }

    private void requireOwn(UUID orgId) {
        if (!orgId.equals(orgId())) {
            throw InvitationRefused.foreignOrganization();
        }
    }

    private UUID orgId() {
        return current.caller().orgId();
    }
}
