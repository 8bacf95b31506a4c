package dev.claviger.auth.token;

import static dev.claviger.auth.timing.LoginSteps.Step.RECORD;
import static dev.claviger.auth.timing.LoginSteps.Step.SIGN;

import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principals;
import dev.claviger.auth.timing.LoginSteps;
import dev.claviger.auth.token.TokenStore.Ended;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** What the login methods do with access tokens: issue them, and end those they have issued. */
@ApplicationScoped
public class Tokens {
    private final TokenStore store;
    private final Drafts drafts;
    private final Outbox outbox;
    private final Principals principals;
    private final LoginSteps steps;

    Tokens(TokenStore store, Drafts drafts, Outbox outbox, Principals principals, LoginSteps steps) {
        this.store = store;
        this.drafts = drafts;
        this.outbox = outbox;
        this.principals = principals;
        this.steps = steps;
    }

    /** Issues the token of a login. The row comes first, so that the commit of the record makes both durable with one wait for the disk. */
    public Uni<TokenAnswer> issue(Login login, AccessEvent success) {
        Draft draft = steps.measure(SIGN, () -> drafts.first(login));
        AccessEvent event = success.by(login.actor(draft.id()), login.orgId(), login.provenance())
                .with("identityAccessTokenId", draft.id().toString());
        Uni<TokenAnswer> stored =
                store.insertQuickly(draft).chain(() -> outbox.record(event)).replaceWith(draft.answer());
        return steps.measure(RECORD, stored);
    }

    /** Issues a token without an end for the administrator of the instance, within the transaction that makes it one. */
    public Uni<Issued> issueUnlimited(RecordedTransaction tx, Login login) {
        Draft draft = drafts.unlimited(login);
        return store.insert(tx, draft).replaceWith(() -> new Issued(draft.id(), draft.answer()));
    }

    /** Ends all tokens that an identity got by this method, in every service; returns how many. */
    public Uni<Integer> revokeOfMethod(RecordedTransaction tx, UUID identityId, String method) {
        return store.revokeOfMethod(tx, identityId, method)
                .call(revoked -> principals.revokeTokens(tx, revoked))
                .map(List::size);
    }

    /** Ends all tokens that an identity got with this client secret, in every service; returns how many. */
    public Uni<Integer> revokeOfClientSecret(RecordedTransaction tx, UUID identityId, UUID clientSecretId) {
        return store.revokeOfClientSecret(tx, identityId, clientSecretId)
                .call(revoked -> principals.revokeTokens(tx, revoked))
                .map(List::size);
    }

    /** Ends all tokens that an identity got until now, in every service; returns how many. */
    public Uni<Integer> revokeAll(RecordedTransaction tx, UUID orgId, UUID identityId) {
        return store.revokeAll(tx, identityId)
                .call(ended -> principals.revokeAll(tx, Principal.Kind.IDENTITY, orgId, identityId, ended.newest()))
                .map(Ended::count);
    }
}
