package dev.claviger.auth.issuer;

import static dev.claviger.auth.timing.LoginSteps.Step.KEYS;
import static dev.claviger.auth.timing.LoginSteps.Step.VERIFY;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.auth.AuthConfig;
import dev.claviger.auth.timing.LoginSteps;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells whether a token was signed by an issuer. */
@ApplicationScoped
public class Issuers {
    private final IssuerClient client;
    private final AuthConfig.Oidc config;
    private final Clock clock;
    private final LoginSteps steps;
    private final Cache<KeyAddress, KnownIssuer> known;

    Issuers(IssuerClient client, AuthConfig config, Clock clock, LoginSteps steps) {
        this.client = client;
        this.config = config.oidc();
        this.clock = clock;
        this.steps = steps;
        this.known = Caffeine.newBuilder().maximumSize(this.config.maxIssuers()).build();
    }

    /**
     * Returns the claims of a token that the issuer has signed; nothing else about them is checked.
     *
     * @param issuer how the issuer must call itself in its discovery document. Fails with {@link IdTokenRefused} and
     *     {@link IssuerUnavailable}
     */
    public Uni<Map<String, Object>> verify(Secret token, IssuerAddress address, String issuer) {
        return verify(token, address, keys -> requireIssuer(keys, issuer));
    }

    /** As {@link #verify(Secret, IssuerAddress, String)}, for an issuer of which only the key set is known. */
    public Uni<Map<String, Object>> verify(Secret token, KeySetAddress address) {
        return verify(token, address, keys -> {});
    }

    /** The same with keys that are at hand. A key id in the token means nothing then. Fails with {@link IdTokenRefused}. */
    public Uni<Map<String, Object>> verify(Secret token, List<PublicKey> keys) {
        KeySet set = new KeySet(
                "", keys.stream().map(key -> new KeySet.Entry(null, null, key)).toList());
        return Uni.createFrom()
                .item(() -> IdToken.parse(token, config.maxTokenLength())
                        .withoutKeyId()
                        .claims(set));
    }

    private Uni<Map<String, Object>> verify(Secret token, KeyAddress address, Consumer<KeySet> check) {
        @Nullable Context caller = Vertx.currentContext();
        return Uni.createFrom()
                .item(() -> IdToken.parse(token, config.maxTokenLength()))
                .chain(parsed -> steps.measure(KEYS, issuer(address).keys(parsed.keyId()))
                        .emitOn(work -> resume(caller, work))
                        .invoke(check)
                        .map(keys -> steps.measure(VERIFY, () -> parsed.claims(keys))));
    }

    /**
     * Reads the claims of a token without asking who signed it. For showing only: nothing may be decided by them. Throws
     * {@link IdTokenRefused} for what is no token.
     */
    public Map<String, Object> unverifiedClaims(Secret token) {
        return IdToken.parse(token, config.maxTokenLength()).unverifiedClaims();
    }

    /** As {@link #unverifiedClaims}, none for what is no token. */
    public Map<String, Object> readableClaims(Secret token) {
        try {
            return unverifiedClaims(token);
        } catch (IdTokenRefused unreadable) {
            return Map.of();
        }
    }

    private KnownIssuer issuer(KeyAddress address) {
        return known.get(address, fresh -> new KnownIssuer(fresh, client, config, clock));
    }

    /** A shared fetch ends on the event loop of the one who started it; everybody goes on on their own. */
    private static void resume(@Nullable Context caller, Runnable work) {
        if (caller == null || caller.equals(Vertx.currentContext())) {
            work.run();
        } else {
            caller.runOnContext(ignored -> work.run());
        }
    }

    private static void requireIssuer(KeySet keys, String issuer) {
        if (!keys.issuer().equals(issuer)) {
            throw new IdTokenRefused("check=discovery: the discovery document names another issuer than boundIssuer");
        }
    }
}
