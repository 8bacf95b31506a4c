package dev.claviger.auth.universal;

import static dev.claviger.auth.access.IdentityAction.CREATE_TOKEN;
import static dev.claviger.auth.access.IdentityAction.DELETE_TOKEN;
import static dev.claviger.auth.access.IdentityAction.GET_TOKEN;

import dev.claviger.auth.access.IdentityActs;
import dev.claviger.auth.token.Tokens;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** What administrators do with client secrets. */
@ApplicationScoped
class ClientSecrets {
    private static final int BYTES = 32;
    private static final int PREFIX = 4;

    private final ClientSecretStore store;
    private final UniversalAuths auths;
    private final Tokens tokens;
    private final IdentityActs acts;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ClientSecrets(
            ClientSecretStore store, UniversalAuths auths, Tokens tokens, IdentityActs acts, Ids ids, Clock clock) {
        this.store = store;
        this.auths = auths;
        this.tokens = tokens;
        this.acts = acts;
        this.ids = ids;
        this.clock = clock;
    }

    /** What people choose. */
    record Wish(String description, long ttl, long usesLimit) {}

    /** A new client secret; its text exists here and in the answer only. */
    record Created(Secret text, ClientSecret secret) {}

    Uni<Created> create(UUID identityId, Wish wish) {
        AccessEvent attempt = auths.event("create-identity-universal-auth-client-secret", identityId);
        return acts.perform(
                attempt,
                CREATE_TOKEN,
                identityId,
                (tx, event) -> auths.manage(tx, identityId)
                        .map(auth -> newSecret(auth, wish))
                        .invoke(created ->
                                tx.record(about(event, created.secret().id())))
                        .call(created -> store.insert(tx, created.secret(), SecretDigest.of(created.text()))));
    }

    Uni<List<ClientSecret>> list(UUID identityId) {
        AccessEvent attempt = auths.event("get-identity-universal-auth-client-secret", identityId);
        return acts.perform(
                attempt,
                GET_TOKEN,
                identityId,
                (tx, event) -> auths.find(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .chain(auth -> store.list(tx, auth.id())));
    }

    Uni<ClientSecret> read(UUID identityId, UUID id) {
        AccessEvent attempt = about(auths.event("get-identity-universal-auth-client-secret-by-id", identityId), id);
        return acts.perform(
                attempt,
                GET_TOKEN,
                identityId,
                (tx, event) -> auths.find(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .chain(auth -> store.find(tx, auth.id(), id))
                        .map(found -> found.orElseThrow(() -> ConfigurationRefused.noSuchSecret(id))));
    }

    /** Ends it, and the tokens that were got with it. */
    Uni<ClientSecret> revoke(UUID identityId, UUID id) {
        AccessEvent attempt = about(auths.event("revoke-identity-universal-auth-client-secret", identityId), id);
        return acts.perform(
                attempt,
                DELETE_TOKEN,
                identityId,
                (tx, event) -> auths.manage(tx, identityId)
                        .invoke(auth -> tx.record(event))
                        .chain(auth -> revoke(tx, auth, id)));
    }

    private Uni<ClientSecret> revoke(RecordedTransaction tx, UniversalAuth auth, UUID id) {
        return store.revoke(tx, auth.id(), id, clock.instant())
                .map(found -> found.orElseThrow(() -> ConfigurationRefused.noSuchSecret(id)))
                .call(() -> tokens.revokeOfClientSecret(tx, auth.identityId(), id));
    }

    private Created newSecret(UniversalAuth auth, Wish wish) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = HexFormat.of().formatHex(bytes);
        Instant now = clock.instant();
        ClientSecret secret = new ClientSecret(
                ids.nextPublic(),
                auth.id(),
                text.substring(0, PREFIX),
                wish.description(),
                wish.ttl(),
                wish.usesLimit(),
                0,
                false,
                now,
                now);
        return new Created(Secret.of(text), secret);
    }

    private static AccessEvent about(AccessEvent event, UUID clientSecretId) {
        return event.with("clientSecretId", clientSecretId.toString());
    }
}
