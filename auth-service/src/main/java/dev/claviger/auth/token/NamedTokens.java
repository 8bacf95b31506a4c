package dev.claviger.auth.token;

import dev.claviger.auth.principal.Principals;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens that an administrator makes for an identity, gives a name and ends. They are ordinary access tokens in everything else. Every
 * access names the organisation.
 */
@ApplicationScoped
public class NamedTokens {
    private final NamedTokenStore names;
    private final TokenStore tokens;
    private final Drafts drafts;
    private final Principals principals;
    private final Clock clock;

    NamedTokens(NamedTokenStore names, TokenStore tokens, Drafts drafts, Principals principals, Clock clock) {
        this.names = names;
        this.tokens = tokens;
        this.drafts = drafts;
        this.principals = principals;
        this.clock = clock;
    }

    /** Makes one. The answer must not leave before the transaction has committed. */
    public Uni<Issued> issue(RecordedTransaction tx, Login login, String name) {
        Draft draft = drafts.first(login);
        return tokens.insert(tx, draft)
                .chain(() -> names.insert(tx, draft.id(), name, clock.instant()))
                .replaceWith(() -> new Issued(draft.id(), draft.answer()));
    }

    public Uni<Optional<NamedToken>> find(RecordedTransaction tx, UUID orgId, UUID tokenId) {
        return names.find(tx, orgId, tokenId);
    }

    /** The oldest first. */
    public Uni<List<NamedToken>> list(RecordedTransaction tx, UUID orgId, UUID identityId, long limit, long offset) {
        return names.list(tx, orgId, identityId, limit, offset);
    }

    public Uni<Void> rename(RecordedTransaction tx, UUID tokenId, String name) {
        return names.rename(tx, tokenId, name, clock.instant());
    }

    /** Ends it for good, in every service; doing so twice is no mistake. */
    public Uni<Void> revoke(RecordedTransaction tx, UUID tokenId) {
        return tokens.revoke(tx, tokenId).chain(revoked -> principals.revokeTokens(tx, revoked));
    }
}
