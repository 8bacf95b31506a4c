package dev.claviger.auth.servicetoken;

import dev.claviger.auth.servicetoken.ServiceTokenStore.Stored;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceTokenText;
import dev.claviger.kernel.caller.ServiceTokens;
import dev.claviger.kernel.caller.TokenRefused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks service tokens where they are kept. An unknown one costs the same comparison as a wrong one and gets the same answer; that a
 * token has expired is told only to whoever has its secret.
 */
@ApplicationScoped
class OwnServiceTokens implements ServiceTokens {
    private static final byte[] NO_DIGEST = new byte[32];

    private final ServiceTokenStore store;
    private final Clock clock;

    OwnServiceTokens(ServiceTokenStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Uni<Caller> verify(ServiceTokenText token) {
        return use(token).map(ServiceToken::caller);
    }

    /** The token itself, after noting that it was used. Fails with {@link TokenRefused}. */
    Uni<ServiceToken> use(ServiceTokenText token) {
        Instant now = clock.instant();
        return store.find(token.id())
                .map(found -> check(found, token, now))
                .call(good -> store.noteUse(good.id(), now));
    }

    private static ServiceToken check(Optional<Stored> found, ServiceTokenText token, Instant now) {
        byte[] kept = found.map(stored -> stored.digest().getBytes()).orElse(NO_DIGEST);
        boolean matches = MessageDigest.isEqual(kept, token.digest());
        ServiceToken good = found.filter(stored -> matches).map(Stored::token).orElseThrow(TokenRefused::invalid);
        if (good.isExpired(now)) {
            throw TokenRefused.expired();
        }
        return good;
    }
}
