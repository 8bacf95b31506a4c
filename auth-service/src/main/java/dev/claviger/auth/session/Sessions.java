package dev.claviger.auth.session;

import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.auth.principal.Principals;
import dev.claviger.auth.token.PersonLogins;
import dev.claviger.auth.token.UserToken;
import dev.claviger.auth.token.UserToken.Place;
import dev.claviger.auth.token.UserTokens;
import dev.claviger.auth.user.Membership;
import dev.claviger.auth.user.OneTimeSecret;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens, refreshes and ends sessions. */
@ApplicationScoped
public class Sessions implements PersonLogins {
    private final SessionStore store;
    private final UserTokens tokens;
    private final Principals principals;
    private final Outbox outbox;
    private final Refusals refusals;
    private final AuthConfig.Sessions config;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Sessions(
            SessionStore store,
            UserTokens tokens,
            Principals principals,
            Outbox outbox,
            Refusals refusals,
            AuthConfig config,
            Ids ids,
            Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.principals = principals;
        this.outbox = outbox;
        this.refusals = refusals;
        this.config = config.sessions();
        this.ids = ids;
        this.clock = clock;
    }

    /** A session of somebody who has just shown who they are; not stored yet. */
    public Session draft(User user, String method, Origin origin) {
        Instant now = clock.instant();
        return new Session(
                ids.nextPublic(),
                user,
                method,
                false,
                null,
                null,
                origin.userAgent(),
                origin.ip(),
                now,
                now,
                now.plus(config.idle()),
                now.plus(config.absolute()));
    }

    /** Stores the session. Its tokens have no organisation yet. */
    public Uni<Opened> open(RecordedTransaction tx, Session session) {
        OneTimeSecret refresh = OneTimeSecret.random(random);
        return store.sweep(tx, clock.instant().minus(config.idle()))
                .chain(() -> store.insert(tx, session))
                .chain(() -> store.insertRefresh(tx, session.id(), refresh.digest()))
                .replaceWith(() -> new Opened(session, null, access(session, null), refresh.text()));
    }

    /** Notes the organisation and returns an access token for it. The membership must be one that counts. */
    public Uni<Secret> choose(RecordedTransaction tx, Session session, Membership membership) {
        Place place = new Place(membership.orgId(), membership.rights().role());
        return store.choose(tx, session.id(), place.orgId()).replaceWith(() -> access(session, place));
    }

    /** Notes that the second factor was shown, and returns an access token without an organisation. */
    public Uni<Secret> verified(RecordedTransaction tx, UUID sessionId) {
        return store.verifyMfa(tx, sessionId)
                .chain(() -> store.find(tx, sessionId, clock.instant()))
                .map(found -> access(found.orElseThrow(SessionEnded::gone), null));
    }

    /** Spends a refresh token for new tokens. One that was spent before ends its session. Fails with {@link SessionEnded}. */
    public Uni<Opened> refresh(Secret refresh, AccessEvent attempt) {
        byte[] digest = new OneTimeSecret(refresh).digest();
        return outbox.transaction(tx -> store.spend(tx, digest, clock.instant())
                        .chain(spent -> spent.map(session -> renew(tx, session, attempt))
                                .orElseGet(() -> unspendable(tx, digest, attempt))))
                .map(opened -> opened.orElseThrow(SessionEnded::notRefreshed));
    }

    private Uni<Optional<Opened>> renew(RecordedTransaction tx, UUID sessionId, AccessEvent attempt) {
        return store.find(tx, sessionId, clock.instant())
                .chain(found -> found.map(session -> renew(tx, session, attempt))
                        .orElseGet(() -> refused(attempt, "The session has ended.")));
    }

    private Uni<Optional<Opened>> renew(RecordedTransaction tx, Session session, AccessEvent attempt) {
        Instant now = clock.instant();
        OneTimeSecret next = OneTimeSecret.random(random);
        return store.touch(tx, session.id(), now, now.plus(config.idle()))
                .chain(() -> store.insertRefresh(tx, session.id(), next.digest()))
                .chain(() -> place(tx, session))
                .map(place -> opened(session, place, next.text()))
                .invoke(opened -> tx.record(attempt.by(Person.actor(session), opened.orgId(), Provenance.NONE)
                        .with("sessionId", session.id().toString())))
                .map(Optional::of);
    }

    private Opened opened(Session session, Optional<Place> place, Secret refresh) {
        @Nullable Place there = place.orElse(null);
        return new Opened(session, there == null ? null : there.orgId(), access(session, there), refresh);
    }

    /** The organisation chosen last, while the person still has a place there. */
    private Uni<Optional<Place>> place(RecordedTransaction tx, Session session) {
        UUID orgId = session.orgId();
        return orgId == null
                ? Uni.createFrom().item(Optional.empty())
                : store.find(tx, session.id(), orgId, clock.instant())
                        .map(found -> found.map(standing -> new Place(orgId, standing.role())));
    }

    private Uni<Optional<Opened>> unspendable(RecordedTransaction tx, byte[] digest, AccessEvent attempt) {
        return store.whose(tx, digest)
                .chain(owner -> owner.map(known -> reused(tx, known, attempt))
                        .orElseGet(() -> refused(attempt, "The refresh token is not one of ours.")));
    }

    /** Two parties hold the same refresh token, and nobody can tell which is the person: the session ends for both. */
    private Uni<Optional<Opened>> reused(RecordedTransaction tx, SessionStore.Owner owner, AccessEvent attempt) {
        tx.record(attempt.with("userId", owner.userId().toString())
                .with("sessionId", owner.sessionId().toString())
                .denied("check=refreshToken: it was used before, so the session was ended"));
        return end(tx, owner.userId(), owner.sessionId()).replaceWith(Optional.empty());
    }

    private Uni<Optional<Opened>> refused(AccessEvent attempt, String reason) {
        refusals.note(attempt.name(), attempt.origin(), reason);
        return Uni.createFrom().item(Optional.empty());
    }

    /** The live session behind a token without an organisation. Fails with {@link SessionEnded}. */
    Uni<Person> person(UUID sessionId) {
        return store.find(sessionId, clock.instant())
                .map(found -> new Person(found.orElseThrow(SessionEnded::gone), null, null));
    }

    /** The live session behind a token for an organisation. Fails with {@link SessionEnded}. */
    Uni<Person> person(UUID sessionId, UUID orgId) {
        return store.find(sessionId, orgId, clock.instant())
                .map(found -> found.orElseThrow(SessionEnded::gone))
                .map(standing -> new Person(standing.session(), orgId, standing.reach()));
    }

    /**
     * Whether the session speaks for the account: a login with its password does, and a single sign-on where it is the only way in and the
     * account is nowhere else.
     */
    Uni<Boolean> speaksForAccount(Session session) {
        UUID boundTo = session.boundOrgId();
        return boundTo == null
                ? Uni.createFrom().item(true)
                : store.isOnlyLogin(session.user().id(), boundTo);
    }

    /** Those of the person that this session may know of: the provider of one organisation vouches for no others. */
    Uni<List<Session>> list(RecordedTransaction tx, Session viewer) {
        return store.list(tx, viewer.user().id(), viewer.boundOrgId(), clock.instant());
    }

    /** Ends one session that this session may know of; false when there was nothing to end. */
    Uni<Boolean> end(RecordedTransaction tx, Session viewer, UUID sessionId) {
        return end(tx, viewer.user().id(), sessionId, viewer.boundOrgId());
    }

    /** Ends all sessions that this session may know of, itself too. Returns how many ended. */
    Uni<Integer> endAll(RecordedTransaction tx, Session viewer) {
        return endOthers(tx, viewer.user().id(), null, viewer.boundOrgId());
    }

    /** Ends one session of a person; false when there was nothing to end. */
    @Override
    public Uni<Boolean> end(RecordedTransaction tx, UUID userId, UUID sessionId) {
        return end(tx, userId, sessionId, null);
    }

    private Uni<Boolean> end(RecordedTransaction tx, UUID userId, UUID sessionId, @Nullable UUID boundTo) {
        return store.end(tx, userId, sessionId, boundTo, clock.instant())
                .call(ended -> principals.revokeTokens(tx, ended))
                .map(ended -> !ended.isEmpty());
    }

    /** Ends all sessions of a person but the spared one; null spares none. Returns how many ended. */
    public Uni<Integer> endOthers(RecordedTransaction tx, UUID userId, @Nullable UUID spared) {
        return endOthers(tx, userId, spared, null);
    }

    private Uni<Integer> endOthers(RecordedTransaction tx, UUID userId, @Nullable UUID spared, @Nullable UUID boundTo) {
        return store.endOthers(tx, userId, spared, boundTo, clock.instant())
                .call(ended -> principals.revokeTokens(tx, ended))
                .map(List::size);
    }

    /**
     * After an organisation has begun to ask for more: the other services refuse the tokens there of everybody with a session that does not
     * do any more. Their other sessions get new ones.
     */
    public Uni<Void> refuseUnqualified(RecordedTransaction tx, UUID orgId) {
        return store.unqualified(tx, orgId, clock.instant())
                .chain(people -> Multi.createFrom()
                        .iterable(people)
                        .onItem()
                        .transformToUniAndConcatenate(
                                userId -> principals.revokeAll(tx, Kind.USER, orgId, userId, Instant.MIN))
                        .onItem()
                        .ignoreAsUni());
    }

    /** Ends all sessions that the provider of an organisation has vouched for. Returns how many ended. */
    public Uni<Integer> endBound(RecordedTransaction tx, UUID orgId) {
        return store.endBound(tx, orgId, clock.instant())
                .call(ended -> principals.revokeTokens(tx, ended))
                .map(List::size);
    }

    private Secret access(Session session, @Nullable Place place) {
        Instant end = Stream.of(
                        clock.instant().plus(config.accessTokenTtl()),
                        clock.instant().plus(config.idle()),
                        session.expiresAt())
                .min(Instant::compareTo)
                .orElseThrow();
        return tokens.access(new UserToken(
                session.id(),
                session.user().id(),
                session.user().email().text(),
                session.method(),
                session.mfaVerified(),
                place,
                end));
    }
}
