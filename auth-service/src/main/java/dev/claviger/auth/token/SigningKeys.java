package dev.claviger.auth.token;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.KeysUnavailable;
import dev.claviger.kernel.caller.TokenKeys;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys of access tokens, kept in memory and reloaded regularly. The first one is made at the first start; the next one, ahead of
 * its first use, when the newest has grown old. Keys are never removed: tokens without an end exist.
 */
@ApplicationScoped
class SigningKeys implements TokenKeys {
    private static final Duration BETWEEN_LOOKUPS = Duration.ofSeconds(1);

    private final SigningKeyStore store;
    private final KeyForge forge;
    private final AuthConfig.SigningKeys config;
    private final Clock clock;
    private volatile List<SigningKey> keys = List.of();
    private volatile long lookedUpAt = System.nanoTime() - BETWEEN_LOOKUPS.toNanos();
    private final PeriodicTask timer = new PeriodicTask("key reload");

    SigningKeys(SigningKeyStore store, KeyForge forge, AuthConfig config, Clock clock) {
        this.store = store;
        this.forge = forge;
        this.config = config.signingKeys();
        this.clock = clock;
    }

    /** The key to sign with now; throws {@link KeysUnavailable} before the first load. */
    SigningKey current() {
        Instant now = clock.instant();
        return keys.stream().filter(key -> key.isActive(now)).findFirst().orElseThrow(KeysUnavailable::new);
    }

    /** All keys, the newest first. */
    List<SigningKey> all() {
        return keys;
    }

    /** A key that another replica has just made is looked up, at most once a second. */
    @Override
    public Uni<Optional<PublicKey>> find(String keyId) {
        Optional<PublicKey> known = known(keyId);
        if (known.isPresent() || System.nanoTime() - lookedUpAt < BETWEEN_LOOKUPS.toNanos()) {
            return Uni.createFrom().item(known);
        }
        lookedUpAt = System.nanoTime();
        return store.readAll().invoke(loaded -> keys = loaded).map(loaded -> known(keyId));
    }

    private Optional<PublicKey> known(String keyId) {
        return keys.stream()
                .filter(key -> key.id().equals(keyId))
                .map(key -> (PublicKey) key.publicKey())
                .findFirst();
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.reloadInterval(), this::reload);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> reload() {
        Instant now = clock.instant();
        return store.readAll()
                .chain(present -> plan(present, now).isPresent()
                        ? store.extend(all -> plan(all, now), now)
                        : Uni.createFrom().item(present))
                .invoke(loaded -> keys = loaded)
                .replaceWithVoid()
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "signing keys not loaded cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    /** The key that has to be made now, if any. */
    private Optional<SigningKey> plan(List<SigningKey> present, Instant now) {
        if (present.isEmpty()) {
            return Optional.of(forge.newKey(now));
        }
        Instant due = present.getFirst().activeFrom().plus(config.rotateAfter());
        return now.isBefore(due) ? Optional.empty() : Optional.of(forge.newKey(now.plus(config.publishAhead())));
    }
}
