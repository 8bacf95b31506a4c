package dev.claviger.auth.token;

import dev.claviger.auth.principal.Principals;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.TokenRefused;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;

/**
 * Tokens in use: the check on each use, renewal, revocation.
 *
 * <p>Whoever presents a token of ours that is no good any more is recorded by name; whoever presents something else is counted.
 */
@ApplicationScoped
class LiveTokens {
    private final TokenStore store;
    private final Drafts drafts;
    private final TokenVerifier verifier;
    private final Outbox outbox;
    private final Refusals refusals;
    private final Principals principals;
    private final PersonLogins people;

    LiveTokens(
            TokenStore store,
            Drafts drafts,
            TokenVerifier verifier,
            Outbox outbox,
            Refusals refusals,
            Principals principals,
            PersonLogins people) {
        this.store = store;
        this.drafts = drafts;
        this.verifier = verifier;
        this.outbox = outbox;
        this.refusals = refusals;
        this.principals = principals;
        this.people = people;
    }

    /**
     * Checks one use of a token: it exists, was not revoked, may be used from there, and has a use left, which this takes. Fails with
     * {@link TokenRejected}, after recording that.
     *
     * @return what its identity reaches now
     */
    Uni<Reach> use(Caller caller, AccessEvent attempt) {
        return use(
                caller, attempt, token -> token.requireUsable(attempt.origin().ip()));
    }

    /** As {@link #use}, for another service at which the token is being used and which has checked the address. */
    Uni<Reach> useElsewhere(Caller caller, AccessEvent attempt) {
        return use(caller, attempt, AccessToken::requireUsable);
    }

    private Uni<Reach> use(Caller caller, AccessEvent attempt, Consumer<AccessToken> check) {
        return find(caller)
                .invoke(check)
                .call(this::countUse)
                .map(AccessToken::reach)
                .onFailure(TokenRejected.class)
                .call(refusal -> outbox.record(denied(attempt, caller, refusal)));
    }

    /** Makes the next token of a login, if it may have one. Fails with {@link TokenRejected}. */
    Uni<TokenAnswer> renew(Secret token, AccessEvent attempt) {
        return verify(token, attempt)
                .onFailure(TokenRefused.class)
                .transform(refused -> TokenRejected.unreadable())
                .chain(caller -> renew(caller, attempt));
    }

    /**
     * Ends all tokens of a login for good, of a person with the session; doing so twice is no mistake. Fails with {@link TokenRefused} for anything that is not a valid
     * token of ours.
     */
    Uni<Void> revoke(Secret token, AccessEvent attempt) {
        return verify(token, attempt)
                .chain(caller -> outbox.transaction(tx -> {
                    tx.record(success(attempt, caller));
                    return end(tx, caller);
                }));
    }

    private Uni<Void> end(RecordedTransaction tx, Caller caller) {
        return caller.kind() == Caller.Kind.USER
                ? people.end(tx, caller.id(), caller.tokenId()).replaceWithVoid()
                : store.revoke(tx, caller.tokenId()).chain(revoked -> principals.revokeTokens(tx, revoked));
    }

    private Uni<Caller> verify(Secret token, AccessEvent attempt) {
        return verifier.verify(token)
                .map(VerifiedToken::caller)
                .onFailure(Failure.class)
                .invoke(refusal -> count(attempt.name(), attempt.origin(), refusal));
    }

    private void count(String name, Origin origin, Failure refusal) {
        refusals.note(name, origin, refusal.text());
    }

    private Uni<AccessToken> find(Caller caller) {
        return store.find(caller.tokenId())
                .map(found -> found.filter(token -> token.identityId().equals(caller.id()))
                        .orElseThrow(TokenRejected::gone));
    }

    private Uni<Void> countUse(AccessToken token) {
        if (token.policy().usesLimit() == 0) {
            return Uni.createFrom().voidItem();
        }
        return store.countUse(token.id()).invoke(LiveTokens::requireCounted).replaceWithVoid();
    }

    private static void requireCounted(boolean counted) {
        if (!counted) {
            throw TokenRejected.usedUp();
        }
    }

    private Uni<TokenAnswer> renew(Caller caller, AccessEvent attempt) {
        return find(caller)
                .invoke(row -> row.requireUsable(attempt.origin().ip()))
                .map(row -> drafts.next(row, caller))
                .call(draft -> store(draft, caller, attempt))
                .map(Draft::answer)
                .onFailure(TokenRejected.class)
                .call(refusal -> outbox.record(denied(attempt, caller, refusal)));
    }

    private Uni<Void> store(Draft draft, Caller caller, AccessEvent attempt) {
        return outbox.transaction(tx -> {
            tx.record(success(attempt, caller));
            return store.renew(tx, draft).invoke(LiveTokens::requireRenewed).replaceWithVoid();
        });
    }

    private static void requireRenewed(boolean renewed) {
        if (!renewed) {
            throw TokenRejected.gone();
        }
    }

    private static AccessEvent success(AccessEvent attempt, Caller caller) {
        return attempt.by(caller).with("identityAccessTokenId", caller.tokenId().toString());
    }

    private static AccessEvent denied(AccessEvent attempt, Caller caller, Failure refusal) {
        return attempt.by(caller).denied(refusal.text());
    }
}
