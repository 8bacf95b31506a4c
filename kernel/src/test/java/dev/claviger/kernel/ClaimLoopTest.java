package dev.claviger.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimLoopTest {
    private final Queue<Integer> due = new ConcurrentLinkedQueue<>();
    private final List<Integer> begun = new ArrayList<>();
    private final List<UniEmitter<? super Void>> open = new ArrayList<>();

    private ClaimLoop<Integer> loop(int atOnce) {
        return new ClaimLoop<>(
                "test",
                atOnce,
                () -> Uni.createFrom().item(() -> Optional.ofNullable(due.poll())),
                number -> Uni.createFrom().emitter(emitter -> {
                    begun.add(number);
                    open.add(emitter);
                }));
    }

    @Test
    void look_takesAsManyAsMayBeUnderWay_andTheNextWhenOneIsDone() {
        IntStream.range(0, 5).forEach(due::add);
        ClaimLoop<Integer> loop = loop(2);

        loop.look();
        assertThat(begun).containsExactly(0, 1);

        open.getFirst().complete(null);
        assertThat(begun).containsExactly(0, 1, 2);
    }

    @Test
    void workThatFails_makesRoomForTheNext() {
        IntStream.range(0, 2).forEach(due::add);
        loop(1).look();

        open.getFirst().fail(new IllegalStateException("broken"));

        assertThat(begun).containsExactly(0, 1);
    }

    @Test
    void workThatThrowsOutright_makesRoomForTheNext() {
        IntStream.range(0, 2).forEach(due::add);
        ClaimLoop<Integer> loop =
                new ClaimLoop<>("test", 1, () -> Uni.createFrom().item(Optional.ofNullable(due.poll())), number -> {
                    begun.add(number);
                    throw new IllegalStateException("broken");
                });

        loop.look();

        assertThat(begun).containsExactly(0, 1);
    }

    @Test
    void claimThatThrowsOutright_isTriedAgain() {
        due.add(7);
        ClaimLoop<Integer> loop = new ClaimLoop<>(
                "test",
                1,
                () -> {
                    if (begun.isEmpty()) {
                        begun.add(-1);
                        throw new IllegalStateException("broken");
                    }
                    return Uni.createFrom().item(Optional.ofNullable(due.poll()));
                },
                number -> Uni.createFrom().voidItem().invoke(() -> begun.add(number)));

        loop.look();
        loop.look();

        assertThat(begun).containsExactly(-1, 7);
    }

    @Test
    void stop_claimsNothingMore_evenWhenOneIsDone() {
        IntStream.range(0, 2).forEach(due::add);
        ClaimLoop<Integer> loop = loop(1);
        loop.look();
        loop.stop();

        open.forEach(emitter -> emitter.complete(null));
        loop.look();

        assertThat(begun).containsExactly(0);
    }
}
