package dev.claviger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeriodicTaskTest {
    private static final Duration OFTEN = Duration.ofMillis(5);

    private final PeriodicTask task = new PeriodicTask("test");

    @AfterEach
    void stop() {
        task.stop();
    }

    static List<Supplier<Uni<Void>>> failures() {
        return List.of(() -> Uni.createFrom().failure(new IllegalStateException("as an item")), () -> {
            throw new IllegalStateException("outright");
        });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_endsItsRoundAlone(Supplier<Uni<Void>> failure) throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(3);

        task.start(OFTEN, () -> {
            rounds.countDown();
            return failure.get();
        });

        assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void rounds_doNotOverlap() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        List<UniEmitter<? super Void>> open = new ArrayList<>();
        CountDownLatch second = new CountDownLatch(2);
        task.start(
                OFTEN,
                () -> Uni.createFrom().<Void>emitter(emitter -> {
                    begun.incrementAndGet();
                    open.add(emitter);
                    second.countDown();
                }));

        awaitRoundsOfAnother(20);
        assertThat(begun).hasValue(1);
        open.getFirst().complete(null);

        assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stop_isFinal_andNeedsNoStart() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        new PeriodicTask("never started").stop();
        task.start(OFTEN, () -> {
            begun.incrementAndGet();
            return Uni.createFrom().voidItem();
        });

        task.stop();
        int then = begun.get();
        awaitRoundsOfAnother(10);

        assertThat(begun.get()).isLessThanOrEqualTo(then + 1);
    }

    @Test
    void startLater_waitsForTheFirstRound() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();

        task.startLater(Duration.ofMinutes(1), () -> {
            begun.incrementAndGet();
            return Uni.createFrom().voidItem();
        });

        awaitRoundsOfAnother(10);
        assertThat(begun).hasValue(0);
    }

    /** As a clock: what is not held up goes round that often meanwhile. */
    private static void awaitRoundsOfAnother(int count) throws InterruptedException {
        PeriodicTask other = new PeriodicTask("clock");
        CountDownLatch rounds = new CountDownLatch(count);
        other.start(OFTEN, () -> Uni.createFrom().voidItem().invoke(rounds::countDown));
        try {
            assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.stop();
        }
    }
}
