package dev.claviger.auth.issuer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.auth.AuthConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What we remember of one issuer. Whoever needs its keys at the same time shares one fetch; an unknown key id leads to a fetch at most
 * once per interval, whenever the keys were fetched for their age, so that a key that was just changed is found at once; and not again
 * for a while when the issuer does not know it either. Thread-safe.
 */
final class KnownIssuer {
    private static final int MOST_UNKNOWN_KEYS = 1000;

    private final KeyAddress address;
    private final IssuerClient client;
    private final AuthConfig.Oidc config;
    private final Clock clock;
    private final Cache<String, Instant> unknownKeys =
            Caffeine.newBuilder().maximumSize(MOST_UNKNOWN_KEYS).build();
    private @Nullable KeySet keys;
    private Instant fetchedAt = Instant.MIN;
    private Instant triedAt = Instant.MIN;
    private Instant askedForNewsAt = Instant.MIN;
    private @Nullable Uni<KeySet> running;

    KnownIssuer(KeyAddress address, IssuerClient client, AuthConfig.Oidc config, Clock clock) {
        this.address = address;
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The keys, as new as they have to be to decide about this key id. Fails with {@link IssuerUnavailable} only when there have never
     * been any.
     */
    synchronized Uni<KeySet> keys(@Nullable String keyId) {
        KeySet known = keys;
        if (known == null) {
            return fetch();
        }
        Instant now = clock.instant();
        if (isNews(known, keyId, now) && isOlder(askedForNewsAt, config.keyRefetchInterval(), now)) {
            askedForNewsAt = now;
            return fetch().invoke(fetched -> remember(fetched, keyId));
        }
        boolean isDue = isOlder(fetchedAt, config.keysMaxAge(), now);
        return isDue && isOlder(triedAt, config.keyRefetchInterval(), now)
                ? fetch()
                : Uni.createFrom().item(known);
    }

    /** A key id that we do not know, and do not know to be unknown. */
    private boolean isNews(KeySet known, @Nullable String keyId, Instant now) {
        if (keyId == null || known.knows(keyId)) {
            return false;
        }
        Instant asked = unknownKeys.getIfPresent(keyId);
        return asked == null || isOlder(asked, config.unknownKeyMaxAge(), now);
    }

    private void remember(KeySet fetched, @Nullable String keyId) {
        if (keyId != null && !fetched.knows(keyId)) {
            unknownKeys.put(keyId, clock.instant());
        }
    }

    private synchronized Uni<KeySet> fetch() {
        if (running == null) {
            triedAt = clock.instant();
            running = client.fetch(address)
                    .invoke(this::fetched)
                    .onFailure()
                    .recoverWithUni(this::lastGood)
                    .onTermination()
                    .invoke(this::finished)
                    .memoize()
                    .indefinitely();
        }
        return running;
    }

    private synchronized void fetched(KeySet fresh) {
        keys = fresh;
        fetchedAt = triedAt;
    }

    private synchronized void finished() {
        running = null;
    }

    private synchronized Uni<KeySet> lastGood(Throwable away) {
        Log.warnf(
                "issuer keys not fetched host=%s cause=%s",
                address.host(), away.getClass().getSimpleName());
        return keys == null ? Uni.createFrom().failure(away) : Uni.createFrom().item(keys);
    }

    private static boolean isOlder(Instant then, Duration age, Instant now) {
        return then.equals(Instant.MIN) || !now.isBefore(then.plus(age));
    }
}
