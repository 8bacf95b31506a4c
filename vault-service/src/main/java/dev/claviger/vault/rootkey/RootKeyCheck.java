package dev.claviger.vault.rootkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.crypto.RootKeyUnavailable;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.vault.keyring.ProjectKeys;
import dev.claviger.vault.keyring.Sealed;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Holds the root key ring against what is stored, before anything is wrapped with it. */
@ApplicationScoped
class RootKeyCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] CANARY = "claviger root key".getBytes(UTF_8);

    private final RootKeyStore store;
    private final ProjectKeys keys;
    private final RootRing ring;
    private final RootKeyRewrap rewrap;

    RootKeyCheck(RootKeyStore store, ProjectKeys keys, RootRing ring, RootKeyRewrap rewrap) {
        this.store = store;
        this.keys = keys;
        this.ring = ring;
        this.rewrap = rewrap;
    }

    /** The thread that starts the service waits here, and a ring that does not fit stops it. */
    void start(@Observes StartupEvent started) throws InterruptedException {
        try {
            check(ring).subscribeAsCompletionStage().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the root keys could not be checked within " + LIMIT, e);
        }
        keys.admit();
        Log.infof("root keys fit first=%s all=%s", ring.first(), ring.ids());
        rewrap.startIfConfigured();
    }

    /** Fails with {@link RingDoesNotFit}. */
    Uni<Void> check(RootRing ours) {
        return store.canaries()
                .chain(stored -> tryAll(ours, stored))
                .onFailure(RootKeyUnavailable.class)
                .transform(RootKeyCheck::unusable)
                .chain(() -> requireNoneMissing(ours));
    }

    private static Throwable unusable(Throwable failure) {
        return failure instanceof RootKeyUnavailable unavailable ? RingDoesNotFit.unusable(unavailable) : failure;
    }

    private Uni<Void> tryAll(RootRing ours, Map<String, Sealed> stored) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String id : ours.ids()) {
            @Nullable Sealed canary = stored.get(id);
            done = done.chain(() -> canary == null ? plant(ours, id) : tryKey(ours, id, canary));
        }
        return done;
    }

    /** Another replica may plant its own at the same moment; both try the one that stays. */
    private Uni<Void> plant(RootRing ours, String id) {
        return ours.wrap(id, CANARY, context(id))
                .chain(canary -> store.insertCanary(id, canary))
                .chain(store::canaries)
                .chain(stored -> tryKey(ours, id, Objects.requireNonNull(stored.get(id))));
    }

    private static Uni<Void> tryKey(RootRing ours, String id, Sealed canary) {
        return ours.unwrap(canary.bytes(), context(id))
                .onFailure(UnopenableException.class)
                .transform(other -> RingDoesNotFit.other(id))
                .invoke(plain -> {
                    if (!Arrays.equals(plain, CANARY)) {
                        throw RingDoesNotFit.other(id);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireNoneMissing(RootRing ours) {
        return store.count(null)
                .invoke(counts -> counts.forEach((id, keysets) -> {
                    if (!ours.ids().contains(id)) {
                        throw RingDoesNotFit.missing(id, keysets);
                    }
                }))
                .replaceWithVoid();
    }

    private static String context(String id) {
        return "root key canary " + id;
    }
}
