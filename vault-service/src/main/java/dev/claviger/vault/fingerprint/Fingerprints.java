package dev.claviger.vault.fingerprint;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.vault.keyring.Fingerprint;
import dev.claviger.vault.keyring.FingerprintKey;
import dev.claviger.vault.keyring.FingerprintKeys;
import dev.claviger.vault.keyring.KeyringConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Makes fingerprints with the key of an organisation, which stays in memory as long as opened keysets do. */
@ApplicationScoped
public class Fingerprints {
    private final FingerprintKeys keys;
    private final FingerprintKeyStore store;
    private final FingerprintConfig config;
    private final AsyncLoadingCache<UUID, FingerprintKey> opened;

    Fingerprints(FingerprintKeys keys, FingerprintKeyStore store, FingerprintConfig config, KeyringConfig keyring) {
        this.keys = keys;
        this.store = store;
        this.config = config;
        this.opened = Caffeine.newBuilder()
                .maximumSize(keyring.cacheProjects())
                .expireAfterWrite(keyring.cacheTtl())
                .buildAsync((orgId, executor) -> load(orgId).subscribeAsCompletionStage());
    }

    /**
     * Opens the key for {@link #of}, where fingerprints are wanted. Never fails: a value is worth more than its fingerprint, which can be
     * filled in later.
     */
    public Uni<Void> ready(UUID orgId) {
        if (!config.enabled()) {
            return Uni.createFrom().voidItem();
        }
        return key(orgId)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "no fingerprints for now org=%s cause=%s",
                        orgId, failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** The fingerprint of a value; null where none are wanted, and when the key of the organisation is not open, see {@link #ready}. */
    public @Nullable Fingerprint of(UUID orgId, byte[] value) {
        if (!config.enabled()) {
            return null;
        }
        if (value.length < config.minValueBytes()) {
            return Fingerprint.NONE;
        }
        @Nullable CompletableFuture<FingerprintKey> key = opened.getIfPresent(orgId);
        return key != null && key.isDone() && !key.isCompletedExceptionally()
                ? key.resultNow().of(value)
                : null;
    }

    /** The key of the organisation, which is made when there is none. */
    public Uni<FingerprintKey> key(UUID orgId) {
        CompletableFuture<FingerprintKey> key = opened.get(orgId);
        if (key.isDone() && !key.isCompletedExceptionally()) {
            return Uni.createFrom().item(key.resultNow());
        }
        @Nullable Context asking = Vertx.currentContext();
        Uni<FingerprintKey> outcome = Uni.createFrom().completionStage(key.copy());
        return asking == null ? outcome : outcome.emitOn(task -> asking.runOnContext(ignored -> task.run()));
    }

    private Uni<FingerprintKey> load(UUID orgId) {
        return store.find(orgId)
                .chain(found -> found.map(Uni.createFrom()::item).orElseGet(() -> make(orgId)))
                .chain(wrapped -> keys.open(orgId, wrapped));
    }

    /** When two replicas make one at once, that of the first one counts. */
    private Uni<byte[]> make(UUID orgId) {
        return keys.newWrapped(orgId)
                .chain(wrapped -> store.insert(orgId, wrapped))
                .chain(() -> store.find(orgId))
                .map(found -> found.orElseThrow());
    }
}
