package dev.claviger.auth.member;

import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Subject.MEMBER;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.access.Acts;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.access.Standing;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.totp.Totps;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.MembershipStore.Member;
import dev.claviger.auth.user.Memberships;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Right;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What administrators do to accounts, as opposed to memberships. Whoever can is that person, so it takes an administrator of the
 * instance, or one of the only organisation the person belongs to.
 */
@ApplicationScoped
class Accounts {
    private static final Right RIGHT = MEMBER.to(EDIT);
    private static final Rights INSTANCE = new Rights(OrgRole.ADMIN, true);

    private final Members members;
    private final MembershipStore places;
    private final Memberships memberships;
    private final UserStore users;
    private final ResetStore resets;
    private final Sessions sessions;
    private final Totps totps;
    private final Acts acts;
    private final Standing standing;
    private final CurrentRequest current;
    private final AuthConfig.Invitations config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Accounts(
            Members members,
            MembershipStore places,
            Memberships memberships,
            UserStore users,
            ResetStore resets,
            Sessions sessions,
            Totps totps,
            Acts acts,
            Standing standing,
            CurrentRequest current,
            AuthConfig config,
            Clock clock) {
        this.members = members;
        this.places = places;
        this.memberships = memberships;
        this.users = users;
        this.resets = resets;
        this.sessions = sessions;
        this.totps = totps;
        this.acts = acts;
        this.standing = standing;
        this.current = current;
        this.config = config.invitations();
        this.clock = clock;
    }

    /** The permission to choose a new password, and until when it may be used. */
    record Reset(OneTimeSecret secret, Instant expiresAt) {}

    /** Lets a member choose a new password, once. The administrator hands the secret over; the old password works until it is used. */
    Uni<Reset> allowReset(UUID membershipId) {
        Reset reset = new Reset(OneTimeSecret.random(random), clock.instant().plus(config.resetTtl()));
        return onAccount(
                "create-user-password-reset",
                membershipId,
                (tx, member) -> resets.put(
                                tx,
                                member.user().id(),
                                standing.covers(INSTANCE)
                                        ? null
                                        : member.membership().orgId(),
                                reset.secret().digest(),
                                reset.expiresAt(),
                                clock.instant())
                        .replaceWith(reset));
    }

    /** Takes the second factor of a member away who has lost it. */
    Uni<Void> removeSecondFactor(UUID membershipId) {
        return onAccount(
                "reset-user-mfa",
                membershipId,
                (tx, member) -> totps.remove(tx, member.user().id())
                        .chain(() -> sessions.endOthers(tx, member.user().id(), null))
                        .replaceWithVoid());
    }

    private <T> Uni<T> onAccount(String name, UUID membershipId, BiFunction<RecordedTransaction, Member, Uni<T>> work) {
        AccessEvent event = current.event(name).with("membershipId", membershipId.toString());
        return acts.rearrange(
                event,
                RIGHT,
                tx -> members.manage(tx, membershipId)
                        .invoke(this::requireOwnAccount)
                        .invoke(member -> tx.record(
                                event.with("userId", member.user().id().toString())))
                        .chain(member -> work.apply(tx, member)));
    }

    private void requireOwnAccount(Member member) {
        if (member.memberships() > 1) {
            standing.requireCovers(INSTANCE);
        }
        if (!member.membership().isActive()) {
            throw MemberRefused.invitedOnly();
        }
    }

    /** For those who administer the instance: a disabled person can do nothing anywhere; an organisation keeps its last administrator. */
    Uni<User> enable(UUID userId, boolean enabled) {
        return onUser(enabled ? "enable-user" : "disable-user", userId, (tx, user) -> enable(tx, user, enabled));
    }

    private Uni<User> enable(RecordedTransaction tx, User user, boolean enabled) {
        User changed = user.enabled(enabled, clock.instant());
        return places.listOf(tx, user.id())
                .call(found -> user.enabled() && !enabled
                        ? each(found, member -> memberships.requireNotLastAdmin(tx, member.membership()))
                        : Uni.createFrom().voidItem())
                .call(() -> users.setEnabled(tx, user.id(), enabled, clock.instant()))
                .call(() -> sessions.endOthers(tx, user.id(), null))
                .call(found -> each(found, member -> memberships.tell(tx, member.membership())))
                .replaceWith(changed);
    }

    /** For those who administer the instance: with all memberships; an organisation keeps its last administrator. */
    Uni<User> delete(UUID userId) {
        return onUser(
                "delete-user",
                userId,
                (tx, user) -> sessions.endOthers(tx, user.id(), null)
                        .chain(() -> places.listOf(tx, user.id()))
                        .chain(found -> each(found, member -> memberships.removeForGood(tx, member.membership())))
                        .chain(() -> users.delete(tx, user.id()))
                        .replaceWith(user));
    }

    /** One after the other. */
    private static Uni<Void> each(List<Member> found, Function<Member, Uni<? extends Void>> work) {
        return Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUniAndConcatenate(work)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<User> onUser(String name, UUID userId, BiFunction<RecordedTransaction, User, Uni<User>> work) {
        AccessEvent event = current.event(name).with("userId", userId.toString());
        return acts.rearrange(event, RIGHT, tx -> {
            standing.requireCovers(INSTANCE);
            tx.record(event);
            return users.find(tx, userId)
                    .map(found ->
                            found.orElseThrow(() -> MemberNotFound.user(userId)).user())
                    .invoke(Accounts::requireNotFirst)
                    .chain(user -> work.apply(tx, user));
        });
    }

    private static void requireNotFirst(User user) {
        if (user.superAdmin()) {
            throw MemberRefused.firstPerson();
        }
    }
}
