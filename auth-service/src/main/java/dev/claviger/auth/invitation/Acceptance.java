package dev.claviger.auth.invitation;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.guard.Guard;
import dev.claviger.auth.invitation.InvitationStore.Taken;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.Membership.Status;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Member;
import dev.claviger.auth.user.Memberships;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.PasswordHash;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Accepts invitations. Of many concurrent attempts with one invitation exactly one succeeds. */
@ApplicationScoped
public class Acceptance {
    private final InvitationStore store;
    private final ReachStore reaches;
    private final MembershipStore places;
    private final Memberships memberships;
    private final UserStore users;
    private final Guard guard;
    private final Outbox outbox;
    private final Refusals refusals;
    private final Clock clock;

    Acceptance(
            InvitationStore store,
            ReachStore reaches,
            MembershipStore places,
            Memberships memberships,
            UserStore users,
            Guard guard,
            Outbox outbox,
            Refusals refusals,
            Clock clock) {
        this.store = store;
        this.reaches = reaches;
        this.places = places;
        this.memberships = memberships;
        this.users = users;
        this.guard = guard;
        this.outbox = outbox;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Who somebody new wants to be. */
    record Newcomer(String firstName, String lastName, PasswordHash password) {}

    /**
     * Whether the invitation could be answered now, before anything is spent on it; counted by address like a login. Fails with
     * {@link InvitationRefused} and {@link dev.claviger.auth.guard.Locked}.
     */
    Uni<Void> requireGood(OneTimeSecret secret, AccessEvent attempt) {
        return guard.admit(attempt)
                .chain(() -> store.isGood(secret.digest(), clock.instant()))
                .invoke(Acceptance::requireValid)
                .onFailure(InvitationRefused.class)
                .invoke(refused -> refusals.note(attempt.name(), attempt.origin(), refused.text()))
                .chain(() -> guard.forgive(attempt));
    }

    /** For somebody new: they get a password. Fails with {@link InvitationRefused}. */
    Uni<Member> accept(OneTimeSecret secret, Newcomer newcomer, AccessEvent attempt) {
        return noted(
                attempt,
                outbox.transaction(tx -> take(tx, secret)
                        .invoke(Acceptance::requireNew)
                        .call(member -> welcome(tx, member.user().id(), newcomer))
                        .call(member -> join(tx, member, attempt))));
    }

    /** For somebody who has an account and is logged in. Fails with {@link InvitationRefused}. */
    Uni<Member> accept(OneTimeSecret secret, UUID userId, AccessEvent attempt) {
        return noted(
                attempt,
                outbox.transaction(tx -> take(tx, secret)
                        .invoke(member -> requireThemselves(member, userId))
                        .call(member -> join(tx, member, attempt))));
    }

    /**
     * For somebody new for whom a provider of the organisation vouches, with the e-mail that was invited; they get no password. Fails with
     * an {@link InvitationRefused}.
     */
    public Uni<Member> accept(RecordedTransaction tx, byte[] digest, UUID orgId, User vouched, AccessEvent attempt) {
        return take(tx, digest)
                .invoke(Acceptance::requireNew)
                .invoke(member -> requireSame(member, orgId, vouched))
                .call(member ->
                        users.setName(tx, member.user().id(), vouched.firstName(), vouched.lastName(), clock.instant()))
                .call(member -> join(tx, member, attempt));
    }

    /** For somebody whom a provider of the organisation knows already: they come back. Fails as above. */
    public Uni<Member> comeBack(RecordedTransaction tx, byte[] digest, UUID orgId, UUID userId, AccessEvent attempt) {
        return take(tx, digest)
                .invoke(member -> requireValid(member.membership().orgId().equals(orgId)))
                .invoke(member -> requireThemselves(member, userId))
                .call(member -> join(tx, member, attempt));
    }

    private static void requireSame(Member member, UUID orgId, User vouched) {
        requireValid(member.membership().orgId().equals(orgId)
                && member.user().email().equals(vouched.email()));
    }

    private static void requireValid(boolean valid) {
        if (!valid) {
            throw InvitationRefused.notValid();
        }
    }

    private Uni<Member> take(RecordedTransaction tx, OneTimeSecret secret) {
        return take(tx, secret.digest());
    }

    /** Waits its turn as administrators do, before it holds any row: the newcomer gets the role as the last of them has left it. */
    private Uni<Member> take(RecordedTransaction tx, byte[] digest) {
        return store.findOrganization(tx, digest)
                .map(found -> found.orElseThrow(InvitationRefused::notValid))
                .chain(orgId -> reaches.hold(tx, orgId))
                .chain(() -> store.take(tx, digest, clock.instant()))
                .map(found -> found.orElseThrow(InvitationRefused::notValid))
                .chain(taken -> member(tx, taken));
    }

    /** As it stays until the end of the transaction: whoever changes its role meanwhile has the last word. */
    private Uni<Member> member(RecordedTransaction tx, Taken taken) {
        return places.lock(tx, taken.orgId())
                .chain(() -> places.findMember(tx, taken.orgId(), taken.membershipId()))
                .map(found -> found.orElseThrow(InvitationRefused::notValid));
    }

    /**
     * Whoever holds the link of somebody who has an account must not become them; nor of somebody for whom a provider vouches, though they
     * may have no place left.
     */
    private static void requireNew(Member member) {
        if (member.linked() && !member.hasPassword()) {
            throw InvitationRefused.usesSingleSignOn();
        }
        if (member.hasPassword() || member.memberships() > 1 || !member.user().enabled()) {
            throw InvitationRefused.logInFirst();
        }
    }

    private static void requireThemselves(Member member, UUID userId) {
        if (!member.user().id().equals(userId)) {
            throw InvitationRefused.logInFirst();
        }
    }

    private Uni<Void> welcome(RecordedTransaction tx, UUID userId, Newcomer newcomer) {
        return users.setName(tx, userId, newcomer.firstName(), newcomer.lastName(), clock.instant())
                .chain(() -> users.setPassword(tx, userId, newcomer.password(), clock.instant()));
    }

    private Uni<Void> join(RecordedTransaction tx, Member member, AccessEvent attempt) {
        Membership old = member.membership();
        tx.record(attempt.by(actor(member.user()), old.orgId(), Provenance.NONE)
                .with("membershipId", old.id().toString())
                .with("role", old.rights().slug()));
        return memberships.change(tx, old, old.changed(old.rights(), Status.ACTIVE, clock.instant()));
    }

    private Uni<Member> noted(AccessEvent attempt, Uni<Member> work) {
        return work.onFailure(InvitationRefused.class)
                .invoke(refused -> refusals.note(attempt.name(), attempt.origin(), refused.text()));
    }

    private static Actor actor(User user) {
        return new Actor("user", user.id().toString(), user.email().text(), "invitation", "");
    }
}
