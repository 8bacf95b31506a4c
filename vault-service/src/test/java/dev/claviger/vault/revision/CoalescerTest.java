package dev.claviger.vault.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoalescerTest {
    private final List<CompletableFuture<String>> looks = new ArrayList<>();
    private final Coalescer<String, String> coalescer = new Coalescer<>(key -> {
        CompletableFuture<String> look = new CompletableFuture<>();
        looks.add(look);
        return Uni.createFrom().completionStage(look);
    });

    private UniAssertSubscriber<String> ask(String key) {
        return coalescer.get(key).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void whoAsksDuringALook_sharesTheNext() {
        UniAssertSubscriber<String> first = ask("a");
        UniAssertSubscriber<String> second = ask("a");
        UniAssertSubscriber<String> third = ask("a");
        assertThat(looks).hasSize(1);

        looks.getFirst().complete("old");
        first.assertCompleted().assertItem("old");
        second.assertNotTerminated();
        assertThat(looks).hasSize(2);

        looks.get(1).complete("new");
        second.assertCompleted().assertItem("new");
        third.assertCompleted().assertItem("new");
    }

    @Test
    void whoAsksForSomethingElse_doesNotWait() {
        UniAssertSubscriber<String> one = ask("a");
        UniAssertSubscriber<String> other = ask("b");

        looks.get(1).complete("b");

        other.assertCompleted().assertItem("b");
        one.assertNotTerminated();
    }

    @Test
    void lookThatFails_failsForThoseWhoWaitForIt_only() {
        UniAssertSubscriber<String> first = ask("a");
        UniAssertSubscriber<String> second = ask("a");

        looks.getFirst().completeExceptionally(new IllegalStateException("away"));
        first.assertFailedWith(IllegalStateException.class, "away");
        looks.get(1).complete("back");

        second.assertCompleted().assertItem("back");
    }

    @Test
    void lookThatIsStuck_holdsUpNobodyElse() {
        UniAssertSubscriber<String> first = ask("a");
        UniAssertSubscriber<String> second = ask("a");

        await().until(() -> {
            var _ = ask("a");
            return looks.size() == 2;
        });
        looks.get(1).complete("fresh");

        first.assertNotTerminated();
        second.assertCompleted().assertItem("fresh");
    }

    @Test
    void nothingIsRemembered_whenNobodyWaits() {
        var _ = ask("a");
        looks.getFirst().complete("old");
        UniAssertSubscriber<String> later = ask("a");
        looks.get(1).complete("new");

        later.assertCompleted().assertItem("new");
    }

    /** A counter that others raise all the time: nobody is told less than it was before they asked. */
    @Test
    void seededThreads_neverGetWhatIsOlderThanTheirQuestion() throws Exception {
        AtomicInteger truth = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        int asked = 20_000;
        try (ExecutorService askers = Executors.newFixedThreadPool(8);
                ExecutorService lookers = Executors.newFixedThreadPool(2)) {
            Coalescer<Integer, Integer> counted = new Coalescer<>(key -> {
                var _ = begun.incrementAndGet();
                return Uni.createFrom().item(truth::get).runSubscriptionOn(lookers);
            });
            List<Callable<Boolean>> questions = IntStream.range(0, asked)
                    .<Callable<Boolean>>mapToObj(seed -> () -> isFresh(counted, truth, new Random(seed)))
                    .toList();
            for (Future<Boolean> fresh : askers.invokeAll(questions)) {
                assertThat(fresh.get()).isTrue();
            }
        }
        assertThat(begun.get()).isLessThan(asked);
    }

    private static boolean isFresh(Coalescer<Integer, Integer> counted, AtomicInteger truth, Random random) {
        int before = random.nextBoolean() ? truth.incrementAndGet() : truth.get();
        return counted.get(random.nextInt(3)).await().atMost(Duration.ofSeconds(30)) >= before;
    }
}
