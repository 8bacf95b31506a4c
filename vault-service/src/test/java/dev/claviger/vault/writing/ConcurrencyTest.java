package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ConcurrencyTest {
    private static final int WRITERS = 12;

    private Safe safe = Safe.fresh();

    @Test
    void oneOfManyCreations_wins() throws Exception {
        List<Integer> statuses = atOnce(
                () -> safe.create("dev:/", "KEY", Map.of("secretValue", "x")).statusCode());

        assertThat(statuses).containsOnly(200, 400).containsOnlyOnce(200);
        assertThat(safe.events("create-secret")).hasSize(WRITERS);
    }

    @Test
    void everyUpdate_makesAVersionOfItsOwn() throws Exception {
        safe.secret("dev:/", "KEY", "x");

        List<Integer> versions = atOnce(
                () -> safe.update("dev:/", "KEY", Map.of("secretValue", "y")).path("secret.version"));

        assertThat(versions).doesNotHaveDuplicates().contains(2, WRITERS + 1);
    }

    /** A write that was answered is in every read that starts afterwards, whatever is remembered. */
    @Test
    void reads_areNeverOlderThanAnsweredWrites() throws Exception {
        safe.secret("dev:/", "KEY", "0");

        List<Boolean> fresh = atOnce(() -> {
            int mine = valueAt(safe.update("dev:/", "KEY", Map.of("secretComment", "x")), "secret.version");
            int seen = valueAt(safe.read("dev:/", "KEY"), "secret.version");
            return seen >= mine;
        });

        assertThat(fresh).containsOnly(true);
    }

    private static <T> List<T> atOnce(Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                calls.add(call);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
