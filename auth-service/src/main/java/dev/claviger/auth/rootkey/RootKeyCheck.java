package dev.claviger.auth.rootkey;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.Priority;
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

/** Holds the root key ring against what is stored, before anything is opened or sealed with it. */
@ApplicationScoped
class RootKeyCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] CANARY = "claviger root key".getBytes(UTF_8);

    private final RootKeyStore store;
    private final RootRing ring;

    RootKeyCheck(RootKeyStore store, RootRing ring) {
        this.store = store;
        this.ring = ring;
    }

    /** The thread that starts the service waits here, and a ring that does not fit stops it. */
    void start(@Observes @Priority(PLATFORM_BEFORE) StartupEvent started) throws InterruptedException {
        try {
            check(ring).subscribeAsCompletionStage().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the root keys could not be checked within " + LIMIT, e);
        }
        Log.infof("root keys fit first=%s all=%s", ring.first(), ring.ids());
    }

    /** Fails with {@link RingDoesNotFit}. This service seals while it answers, so its root keys must be in memory. */
    Uni<Void> check(RootRing ours) {
        return ours.isLocal()
                ? store.canaries().chain(stored -> tryAll(ours, stored)).chain(() -> requireNoneMissing(ours))
                : Uni.createFrom().failure(RingDoesNotFit.elsewhere());
    }

    private Uni<Void> tryAll(RootRing ours, Map<String, Buffer> stored) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String id : ours.ids()) {
            @Nullable Buffer canary = stored.get(id);
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

    private static Uni<Void> tryKey(RootRing ours, String id, Buffer canary) {
        return ours.unwrap(canary.getBytes(), context(id))
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
        return store.count()
                .invoke(counts -> counts.forEach((id, rows) -> {
                    if (!ours.ids().contains(id)) {
                        throw RingDoesNotFit.missing(id, rows);
                    }
                }))
                .replaceWithVoid();
    }

    private static String context(String id) {
        return "root key canary " + id;
    }
}
