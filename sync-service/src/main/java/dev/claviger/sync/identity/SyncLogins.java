package dev.claviger.sync.identity;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Logs in as the identity of an organisation. */
@ApplicationScoped
public class SyncLogins {
    private final SyncIdentityStore store;
    private final IdentitySeal seal;
    private final LoginClient logins;

    SyncLogins(SyncIdentityStore store, IdentitySeal seal, LoginClient logins) {
        this.store = store;
        this.seal = seal;
        this.logins = logins;
    }

    /** A new access token. Fails when nobody named an identity, when it is refused, and when auth-service cannot be asked. */
    public Uni<Secret> logIn(UUID orgId) {
        return store.find(orgId)
                .map(found -> found.orElseThrow(IdentityNotSet::new))
                .chain(identity -> seal.open(identity).chain(secret -> logins.logIn(identity.clientId(), secret)));
    }
}
