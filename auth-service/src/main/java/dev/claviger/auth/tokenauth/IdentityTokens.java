package dev.claviger.auth.tokenauth;

import static dev.claviger.auth.access.IdentityAction.CREATE_TOKEN;
import static dev.claviger.auth.access.IdentityAction.DELETE_TOKEN;
import static dev.claviger.auth.access.IdentityAction.EDIT;
import static dev.claviger.auth.access.IdentityAction.GET_TOKEN;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.identity.Identities;
import dev.claviger.auth.identity.Identity;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.Candidate;
import dev.claviger.auth.method.LoginMethods;
import dev.claviger.auth.token.Issued;
import dev.claviger.auth.token.Login;
import dev.claviger.auth.token.NamedToken;
import dev.claviger.auth.token.NamedTokens;
import dev.claviger.auth.token.TokenAnswer;
import dev.claviger.auth.tokenauth.TokenAuth.NoSettings;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What administrators do with the tokens of an identity. */
@ApplicationScoped
class IdentityTokens {
    private final NamedTokens tokens;
    private final LoginMethods methods;
    private final Identities identities;
    private final IdentityActs acts;
    private final CurrentRequest current;

    IdentityTokens(
            NamedTokens tokens,
            LoginMethods methods,
            Identities identities,
            IdentityActs acts,
            CurrentRequest current) {
        this.tokens = tokens;
        this.methods = methods;
        this.identities = identities;
        this.acts = acts;
        this.current = current;
    }

    /** A new token; its text exists in the answer only. */
    record Created(TokenAnswer answer, NamedToken token) {}

    /** Whoever makes a token can act as the identity, so it must not have more rights than the caller. */
    Uni<Created> create(UUID identityId, String name) {
        AccessEvent attempt = methods.event("create-token-identity-token-auth", identityId);
        return acts.perform(
                attempt,
                CREATE_TOKEN,
                identityId,
                (tx, event) -> identities
                        .manage(tx, orgId(), identityId)
                        .chain(identity -> methods.find(tx, TokenAuth.METHOD, identityId)
                                .chain(auth -> tokens.issue(tx, login(identity, auth), name)))
                        .invoke(issued -> tx.record(about(event, issued.tokenId())))
                        .chain(issued -> created(tx, issued)));
    }

    private Uni<Created> created(RecordedTransaction tx, Issued issued) {
        return find(tx, issued.tokenId()).map(token -> new Created(issued.answer(), token));
    }

    private static Login login(Identity identity, Attached<NoSettings> auth) {
        return new Candidate<>(TokenAuth.METHOD, auth, identity.name(), identity.orgId(), identity.rights())
                .login(Provenance.NONE, Map.of());
    }

    Uni<List<NamedToken>> list(UUID identityId, long limit, long offset) {
        AccessEvent attempt = methods.event("get-tokens-identity-token-auth", identityId);
        return acts.perform(
                attempt,
                GET_TOKEN,
                identityId,
                (tx, event) -> methods.find(tx, TokenAuth.METHOD, identityId)
                        .invoke(auth -> tx.record(event))
                        .chain(() -> tokens.list(tx, orgId(), identityId, limit, offset)));
    }

    Uni<NamedToken> read(UUID tokenId) {
        AccessEvent attempt = event("get-token-identity-token-auth", tokenId);
        return acts.performOnToken(
                attempt,
                GET_TOKEN,
                tokenId,
                (tx, event) -> find(tx, tokenId).invoke(token -> tx.record(of(event, token))));
    }

    Uni<NamedToken> rename(UUID tokenId, String name) {
        AccessEvent attempt = event("update-token-identity-token-auth", tokenId).with("name", name);
        return acts.performOnToken(
                attempt,
                EDIT,
                tokenId,
                (tx, event) -> manage(tx, tokenId)
                        .invoke(token -> tx.record(of(event, token)))
                        .call(() -> tokens.rename(tx, tokenId, name))
                        .chain(() -> find(tx, tokenId)));
    }

    Uni<NamedToken> revoke(UUID tokenId) {
        AccessEvent attempt = event("revoke-token-identity-token-auth", tokenId);
        return acts.performOnToken(
                attempt,
                DELETE_TOKEN,
                tokenId,
                (tx, event) -> manage(tx, tokenId)
                        .invoke(token -> tx.record(of(event, token)))
                        .call(() -> tokens.revoke(tx, tokenId))
                        .chain(() -> find(tx, tokenId)));
    }

    private Uni<NamedToken> find(RecordedTransaction tx, UUID tokenId) {
        return tokens.find(tx, orgId(), tokenId).map(found -> found.orElseThrow(() -> new TokenNotFound(tokenId)));
    }

    /** As {@link #find}, for changes: fails also when the identity has more rights than the caller. */
    private Uni<NamedToken> manage(RecordedTransaction tx, UUID tokenId) {
        return find(tx, tokenId).call(token -> identities.manage(tx, orgId(), token.identityId()));
    }

    private AccessEvent event(String name, UUID tokenId) {
        return about(current.event(name), tokenId);
    }

    private static AccessEvent about(AccessEvent event, UUID tokenId) {
        return event.with("tokenId", tokenId.toString());
    }

    private static AccessEvent of(AccessEvent event, NamedToken token) {
        return event.with("identityId", token.identityId().toString());
    }

    private UUID orgId() {
        return current.caller().orgId();
    }
}
