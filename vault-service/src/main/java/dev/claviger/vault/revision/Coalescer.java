package dev.claviger.vault.revision;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask the database for the same thing share a look. Nobody gets an answer from a look that had begun before the question:
 * who asks while one is under way waits for the next. So what is answered is as fresh as by a look of one's own, and under load a look
 * serves many. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
public final class Coalescer<K, V> {
    /** A look that takes longer is stuck, and holds nobody up but those who wait for it already. */
    private static final Duration STUCK = Duration.ofMillis(250);

    private final Function<K, Uni<V>> look;
    private final Map<K, Round<V>> rounds = new HashMap<>();

    /** A look under way, and what those who came since then wait for. */
    private static final class Round<V> {
        private final CompletableFuture<V> answer;
        private final long began = System.nanoTime();
        private @Nullable CompletableFuture<V> next;

        private Round(CompletableFuture<V> answer) {
            this.answer = answer;
        }

        private boolean isStuck() {
            return System.nanoTime() - began > STUCK.toNanos();
        }

        private CompletableFuture<V> next() {
            if (next == null) {
                next = new CompletableFuture<>();
            }
            return next;
        }
    }

    /** @param look is begun anew for each subscription, on any event loop */
    public Coalescer(Function<K, Uni<V>> look) {
        this.look = look;
    }

    /** Fails as the look fails. Cancelling does not cancel the look. */
    public Uni<V> get(K key) {
        return Uni.createFrom().deferred(() -> Shared.await(join(key)));
    }

    private CompletableFuture<V> join(K key) {
        Round<V> mine;
        synchronized (rounds) {
            @Nullable Round<V> now = rounds.get(key);
            if (now != null && !now.isStuck()) {
                return now.next();
            }
            mine = new Round<>(now == null ? new CompletableFuture<>() : now.next());
            rounds.put(key, mine);
        }
        begin(key, mine);
        return mine.answer;
    }

    private void begin(K key, Round<V> round) {
        var _ = Uni.createFrom()
                .deferred(() -> look.apply(key))
                .subscribeAsCompletionStage()
                .whenComplete((found, failed) -> {
                    after(key, round).ifPresent(next -> begin(key, next));
                    settle(round.answer, found, failed);
                });
    }

    private Optional<Round<V>> after(K key, Round<V> ended) {
        synchronized (rounds) {
            if (rounds.get(key) != ended) {
                return Optional.empty();
            }
            if (ended.next == null) {
                rounds.remove(key);
                return Optional.empty();
            }
            Round<V> next = new Round<>(ended.next);
            rounds.put(key, next);
            return Optional.of(next);
        }
    }

    private static <V> void settle(CompletableFuture<V> answer, V found, @Nullable Throwable failed) {
        var _ = failed == null ? answer.complete(found) : answer.completeExceptionally(failed);
    }
}
