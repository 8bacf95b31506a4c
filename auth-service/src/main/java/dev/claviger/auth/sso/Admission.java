package dev.claviger.auth.sso;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.group.VouchedMembers;
import dev.claviger.auth.invitation.Acceptance;
import dev.claviger.auth.session.Opened;
import dev.claviger.auth.session.Session;
import dev.claviger.auth.session.Sessions;
import dev.claviger.auth.totp.Totps;
import dev.claviger.auth.user.LastAdmin;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.Membership.Status;
import dev.claviger.auth.user.MembershipStore;
import dev.claviger.auth.user.Memberships;
import dev.claviger.auth.user.User;
import dev.claviger.auth.user.UserStore;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds out who somebody is here for whom a provider vouches, and lets them in. */
@ApplicationScoped
class Admission {
    private static final String METHOD = "oidc";
    private static final String ACCEPTED = "accept-org-invitation";

    private final ProviderStore providers;
    private final LinkStore links;
    private final GroupMappingStore groups;
    private final VouchedMembers members;
    private final ReachStore reaches;
    private final UserStore users;
    private final MembershipStore places;
    private final Memberships memberships;
    private final Acceptance acceptance;
    private final Sessions sessions;
    private final Totps totps;
    private final Outbox outbox;
    private final CurrentRequest current;
    private final Ids ids;
    private final Clock clock;

    Admission(
            ProviderStore providers,
            LinkStore links,
            GroupMappingStore groups,
            VouchedMembers members,
            ReachStore reaches,
            UserStore users,
            MembershipStore places,
            Memberships memberships,
            Acceptance acceptance,
            Sessions sessions,
            Totps totps,
            Outbox outbox,
            CurrentRequest current,
            Ids ids,
            Clock clock) {
        this.providers = providers;
        this.links = links;
        this.groups = groups;
        this.members = members;
        this.reaches = reaches;
        this.users = users;
        this.places = places;
        this.memberships = memberships;
        this.acceptance = acceptance;
        this.sessions = sessions;
        this.totps = totps;
        this.outbox = outbox;
        this.current = current;
        this.ids = ids;
        this.clock = clock;
    }

    Uni<Opened> admit(Provider provider, Vouched vouched, Aim aim, AccessEvent event) {
        return outbox.transaction(tx -> holdRights(tx, provider, vouched, aim)
                .chain(() -> links.find(tx, provider.id(), vouched.subject()))
                .chain(found -> found.map(userId -> known(tx, provider, aim, userId))
                        .orElseGet(() -> unknown(tx, provider, vouched, aim)))
                .chain(userId -> person(tx, userId))
                .chain(user -> enter(tx, provider, vouched, user, event))
                .call(() -> requireUnchanged(tx, provider)));
    }

    /**
     * What the provider says may be worth nothing by now. Last of all, because administrators hold the rights of the organisation before the
     * provider; the transaction takes everything back.
     */
    private Uni<Void> requireUnchanged(RecordedTransaction tx, Provider provider) {
        return providers
                .hold(tx, provider.id())
                .invoke(found -> {
                    if (found.filter(now -> now.isSameFor(provider)).isEmpty()) {
                        throw SsoRefused.changedMeanwhile();
                    }
                })
                .replaceWithVoid();
    }

    /**
     * A login that changes rights, or brings somebody, waits its turn as administrators do, before it reads any: what one of them takes away
     * meanwhile stays away.
     */
    private Uni<Void> holdRights(RecordedTransaction tx, Provider provider, Vouched vouched, Aim aim) {
        return mayChangeRights(tx, provider, vouched, aim)
                .chain(may -> may
                        ? reaches.hold(tx, provider.orgId()).chain(() -> places.lock(tx, provider.orgId()))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> mayChangeRights(RecordedTransaction tx, Provider provider, Vouched vouched, Aim aim) {
        if (provider.mapsGroups() || aim.invitation() != null) {
            return Uni.createFrom().item(true);
        }
        return groups.find(tx, provider.id())
                .chain(mapping -> mapping.isEmpty()
                        ? links.find(tx, provider.id(), vouched.subject()).map(Optional::isEmpty)
                        : Uni.createFrom().item(true));
    }

    /** Whoever disables them waits, and then ends this session too. */
    private Uni<User> person(RecordedTransaction tx, UUID userId) {
        return users.holdEnabled(tx, userId)
                .invoke(Admission::requireEnabled)
                .chain(() -> users.find(tx, userId))
                .map(found -> found.orElseThrow(SsoRefused::notLinked).user());
    }

    private static void requireEnabled(boolean enabled) {
        if (!enabled) {
            throw SsoRefused.notAMember();
        }
    }

    private Uni<UUID> known(RecordedTransaction tx, Provider provider, Aim aim, UUID userId) {
        if (aim.linkUserId() != null && !aim.linkUserId().equals(userId)) {
            throw SsoRefused.linkedOtherwise();
        }
        return aim.invitation() == null
                ? Uni.createFrom().item(userId)
                : comeBack(tx, provider, aim.invitation(), userId).replaceWith(userId);
    }

    /** Who is a member needs no invitation, and may follow an old one. */
    private Uni<Void> comeBack(RecordedTransaction tx, Provider provider, String invitation, UUID userId) {
        byte[] digest = HexFormat.of().parseHex(invitation);
        return places.find(tx, provider.orgId(), userId)
                .chain(found -> found.filter(Membership::isActive).isPresent()
                        ? Uni.createFrom().voidItem()
                        : acceptance
                                .comeBack(tx, digest, provider.orgId(), userId, current.event(ACCEPTED))
                                .replaceWithVoid());
    }

    /** The e-mail never decides: it only names somebody new. */
    private Uni<UUID> unknown(RecordedTransaction tx, Provider provider, Vouched vouched, Aim aim) {
        if (aim.linkUserId() != null) {
            return link(tx, provider, vouched, aim.linkUserId());
        }
        User newcomer = User.named(
                ids.nextPublic(), vouched.email(), vouched.firstName(), vouched.lastName(), false, clock.instant());
        if (aim.invitation() != null) {
            return acceptance
                    .accept(
                            tx,
                            HexFormat.of().parseHex(aim.invitation()),
                            provider.orgId(),
                            newcomer,
                            current.event(ACCEPTED))
                    .chain(member -> link(tx, provider, vouched, member.user().id()));
        }
        if (!provider.admitsUnknown() || !newcomer.email().isAddress()) {
            throw SsoRefused.notLinked();
        }
        return create(tx, provider, vouched, newcomer);
    }

    private Uni<UUID> create(RecordedTransaction tx, Provider provider, Vouched vouched, User newcomer) {
        Instant now = clock.instant();
        Rights rights = new Rights(provider.role(vouched.groups()), false);
        Membership membership =
                new Membership(ids.nextPublic(), provider.orgId(), newcomer.id(), rights, Status.ACTIVE, now, now);
        return users.insert(tx, newcomer)
                .invoke(Admission::requireFreeEmail)
                .chain(() -> memberships.add(tx, membership))
                .invoke(() -> tx.record(about("create-org-membership", newcomer, membership)
                        .with("ssoProviderId", provider.id().toString())))
                .chain(() -> link(tx, provider, vouched, newcomer.id()));
    }

    private static void requireFreeEmail(boolean free) {
        if (!free) {
            throw SsoRefused.notLinked();
        }
    }

    private Uni<UUID> link(RecordedTransaction tx, Provider provider, Vouched vouched, UUID userId) {
        return links.insert(tx, provider.id(), vouched.subject(), userId, clock.instant())
                .invoke(Admission::requireLinked)
                .invoke(() -> tx.record(linked(provider, vouched, userId)))
                .replaceWith(userId);
    }

    private AccessEvent linked(Provider provider, Vouched vouched, UUID userId) {
        return current.event("link-oidc-sso")
                .by(new Actor("user", userId.toString(), "", METHOD, ""), provider.orgId(), Provenance.NONE)
                .with("userId", userId.toString())
                .with("subject", vouched.subject())
                .with("ssoProviderId", provider.id().toString());
    }

    /** By the person, since nobody else is there. */
    private AccessEvent about(String name, User user, Membership membership) {
        Actor actor = new Actor("user", user.id().toString(), user.email().text(), METHOD, "");
        return current.event(name)
                .by(actor, membership.orgId(), Provenance.NONE)
                .with("membershipId", membership.id().toString())
                .with("userId", user.id().toString())
                .with("email", user.email().text())
                .with("role", membership.rights().slug())
                .with("status", membership.status().text());
    }

    private static void requireLinked(boolean linked) {
        if (!linked) {
            throw SsoRefused.linkedOtherwise();
        }
    }

    private Uni<Opened> enter(
            RecordedTransaction tx, Provider provider, Vouched vouched, User user, AccessEvent event) {
        Session session =
                sessions.draft(user, METHOD, event.origin()).vouchedFor(provider.orgId(), provider.trustsMfa());
        Actor actor = new Actor(
                "user",
                user.id().toString(),
                user.email().text(),
                METHOD,
                session.id().toString());
        tx.record(event.by(actor, provider.orgId(), Provenance.NONE)
                .with("sessionId", session.id().toString()));
        return places.find(tx, provider.orgId(), user.id())
                .map(Admission::requireActive)
                .chain(membership -> refreshRole(tx, provider, vouched, user, membership))
                .call(() -> refreshGroups(tx, provider, vouched, user, actor))
                .chain(membership -> open(tx, session, membership));
    }

    private static Membership requireActive(Optional<Membership> found) {
        return found.filter(Membership::isActive).orElseThrow(SsoRefused::notAMember);
    }

    /** Groups may have changed since the last login. The last administrator keeps the role: somebody must be able to help. */
    private Uni<Membership> refreshRole(
            RecordedTransaction tx, Provider provider, Vouched vouched, User user, Membership old) {
        Rights rights = new Rights(provider.role(vouched.groups()), false);
        if (!provider.mapsGroups() || old.rights().equals(rights)) {
            return Uni.createFrom().item(old);
        }
        Membership changed = old.changed(rights, old.status(), clock.instant());
        return memberships
                .change(tx, old, changed)
                .invoke(() -> tx.record(about("update-org-membership", user, changed)
                        .with("ssoProviderId", provider.id().toString())
                        .changedFrom(Map.of("role", old.rights().slug()))))
                .replaceWith(changed)
                .onFailure(LastAdmin.class)
                .recoverWithItem(old);
    }

    private Uni<Void> refreshGroups(
            RecordedTransaction tx, Provider provider, Vouched vouched, User user, Actor actor) {
        VouchedMembers.Person person =
                new VouchedMembers.Person(actor, user.id(), user.email().text(), provider.orgId(), provider.id());
        return groups.find(tx, provider.id())
                .chain(mapping -> mapping.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : members.settle(tx, person, mapping.grants(vouched.groups())));
    }

    /** Who has a second factor shows it before entering, by choosing the organisation as after any other login. */
    private Uni<Opened> open(RecordedTransaction tx, Session session, Membership membership) {
        return sessions.open(tx, session)
                .call(() -> isSecondFactorDue(tx, session)
                        .chain(due -> due
                                ? Uni.createFrom().voidItem()
                                : sessions.choose(tx, session, membership).replaceWithVoid()));
    }

    private Uni<Boolean> isSecondFactorDue(RecordedTransaction tx, Session session) {
        return session.mfaVerified()
                ? Uni.createFrom().item(false)
                : totps.isOn(tx, session.user().id());
    }
}
