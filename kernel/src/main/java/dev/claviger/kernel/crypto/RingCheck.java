package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds a root key ring against what a service has stored, before anything is opened or sealed with it. Every key wraps a canary, a
 * known text, when it is seen for the first time; a key that does not unwrap the canary of its id is another key.
 */
public final class RingCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final byte[] CANARY = "claviger root key".getBytes(UTF_8);

    private final RootRing ring;
    private final Canaries stored;

    /** Where a service keeps the canaries. */
    public interface Canaries {
        /** By the id of the key. */
        Uni<Map<String, byte[]>> canaries();

        /** Unless there is one of that key. */
        Uni<Void> insertCanary(String id, byte[] canary);
    }

    public RingCheck(RootRing ring, Canaries stored) {
        this.ring = ring;
        this.stored = stored;
    }

    /** Tries every key of the ring. Fails with {@link RingDoesNotFit}, and as the ring fails. */
    public Uni<Void> tryKeys() {
        return stored.canaries().chain(this::tryAll);
    }

    private Uni<Void> tryAll(Map<String, byte[]> known) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String id : ring.ids()) {
            byte @Nullable [] canary = known.get(id);
            done = done.chain(() -> canary == null ? plant(id) : tryKey(id, canary));
        }
        return done;
    }

    /** Another replica may plant its own at the same moment; both try the one that stays. */
    private Uni<Void> plant(String id) {
        return ring.wrap(id, CANARY, context(id))
                .chain(canary -> stored.insertCanary(id, canary))
                .chain(() -> stored.canaries())
                .chain(known -> tryKey(id, Objects.requireNonNull(known.get(id))));
    }

    private Uni<Void> tryKey(String id, byte[] canary) {
        return ring.unwrap(canary, context(id))
                .onFailure(UnopenableException.class)
                .transform(other -> RingDoesNotFit.other(id))
                .invoke(plain -> {
                    if (!Arrays.equals(plain, CANARY)) {
                        throw RingDoesNotFit.other(id);
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Refuses when the ring lacks a key that something needs.
     *
     * @param needed how much each key is needed for, by its id
     * @param text what to say of a key that is missing
     */
    public void requireNoneMissing(Map<String, Long> needed, BiFunction<String, Long, String> text) {
        needed.forEach((id, count) -> {
            if (!ring.ids().contains(id)) {
                throw new RingDoesNotFit(text.apply(id, count));
            }
        });
    }

    /** The thread that starts the service waits here for a check, and one that fails stops the start. */
    public static void holdStart(Uni<Void> check) throws InterruptedException {
        try {
            check.subscribeAsCompletionStage().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the root keys could not be checked within " + LIMIT, e);
        }
    }

    private static String context(String id) {
        return "root key canary " + id;
    }
}
