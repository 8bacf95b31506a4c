package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.suite.ServiceProcess;
import dev.claviger.systemtest.RegisterHistory.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two replicas with caches of their own: what was acknowledged on one is seen by the next read on the other. */
class LinearizableReadsTest {
    private static final List<String> KEYS = List.of("R0", "R1", "R2");

    private final Map<String, Queue<Operation>> histories = new ConcurrentHashMap<>();
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private String project = "";

    @Test
    void twoReplicas_lookLikeOne_evenWhileOneIsKilled() throws Exception {
        project = RunningSuite.newProject();
        ServiceProcess second = RunningSuite.suite().anotherVault();
        try {
            List<String> replicas = List.of(RunningSuite.suite().vault().url(), second.url());
            KEYS.forEach(this::create);

            List<Future<?>> clients = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int client = 0; client < 12; client++) {
                    int number = client;
                    clients.add(threads.submit(() -> work(number, replicas)));
                }
                try {
                    awaitMoreReads();
                    second.kill();
                    second.start();
                    awaitMoreReads();
                } finally {
                    enough.set(true);
                }
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } finally {
            second.stop();
        }

        histories.forEach((key, operations) -> assertThat(new RegisterHistory(List.copyOf(operations)).contradiction())
                .as("%s with %d operations", key, operations.size())
                .isEmpty());
    }

    private void awaitMoreReads() {
        int before = reads.get();
        await().atMost(RunningSuite.LONG).until(() -> reads.get() > before + 100);
    }

    private void create(String key) {
        String value = fresh();
        long start = System.nanoTime();
        RunningSuite.write(project, "dev", "/", key, value);
        record(key, new Operation(true, value, start, System.nanoTime()));
    }

    /** Every third client writes, all others read; each goes from replica to replica. */
    private void work(int number, List<String> replicas) {
        for (int step = number; !enough.get(); step++) {
            Api api = new Api(
                    replicas.get(step % replicas.size()), RunningSuite.admin().token());
            String key = KEYS.get((number + step / 7) % KEYS.size());
            if (number % 3 == 0) {
                write(api, key);
            } else {
                read(api, key);
            }
        }
    }

    private void write(Api api, String key) {
        String value = fresh();
        long start = System.nanoTime();
        Api.Answer answer = api.patch(
                "/api/v4/secrets/" + key,
                Map.of("projectId", project, "environment", "dev", "secretPath", "/", "secretValue", value));
        boolean known = answer.status() == 200;
        record(key, new Operation(true, value, start, known ? System.nanoTime() : Long.MAX_VALUE));
    }

    private void read(Api api, String key) {
        long start = System.nanoTime();
        Api.Answer answer = api.get(RunningSuite.readPath(project, key));
        if (answer.status() == 200) {
            String value = answer.body().path("secret").path("secretValue").asText();
            record(key, new Operation(false, value, start, System.nanoTime()));
            reads.incrementAndGet();
        }
    }

    private String fresh() {
        return "value-" + values.incrementAndGet();
    }

    private void record(String key, Operation operation) {
        histories.computeIfAbsent(key, fresh -> new ConcurrentLinkedQueue<>()).add(operation);
    }
}
