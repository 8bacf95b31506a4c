package dev.claviger.systemtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that read and write one project without rest, from replica to replica, and remember what they were told. Each writer has a
 * secret of its own, so that the order of its values is known.
 */
final class Traffic implements AutoCloseable {
    private static final String TOKEN = "TOKEN";
    private static final String VALUE = "the-value";
    private static final long REST_NANOS = 10_000_000;

    private final List<String> replicas;
    private final String project;
    private final List<Writer> writers = new ArrayList<>();
    private final Queue<String> served = new ConcurrentLinkedQueue<>();
    private final Queue<String> leaked = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    /** One value that a writer tried to give its secret. */
    record Attempt(String value, String request, boolean acknowledged) {}

    /** A writer's secret, and every value it tried, in order. */
    record Writer(String key, String secretId, Queue<Attempt> attempts) {
        List<Attempt> acknowledged() {
            return attempts.stream().filter(Attempt::acknowledged).toList();
        }
    }

    private Traffic(List<String> replicas, String project) {
        this.replicas = List.copyOf(replicas);
        this.project = project;
    }

    /** Makes the secrets and begins. */
    static Traffic start(List<String> replicas, int readers, int writers) {
        Traffic traffic = new Traffic(replicas, RunningSuite.newProject());
        RunningSuite.write(traffic.project, "dev", "/", TOKEN, VALUE);
        for (int i = 0; i < writers; i++) {
            Writer writer = traffic.writer("W" + i);
            traffic.writers.add(writer);
            traffic.clients.execute(() -> traffic.untilEnough(number -> traffic.write(writer, number)));
        }
        for (int i = 0; i < readers; i++) {
            traffic.clients.execute(() -> traffic.untilEnough(traffic::read));
        }
        return traffic;
    }

    private Writer writer(String key) {
        RunningSuite.write(project, "dev", "/", key, key + "-0");
        String id = RunningSuite.admin()
                .get(RunningSuite.readPath(project, key))
                .expect(200)
                .path("secret")
                .path("id")
                .asText();
        return new Writer(key, id, new ConcurrentLinkedQueue<>());
    }

    private interface Step {
        void take(int number);
    }

    private void untilEnough(Step step) {
        for (int number = 1; !enough.get(); number++) {
            step.take(number);
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private Api replica(int number) {
        return new Api(
                replicas.get(number % replicas.size()), RunningSuite.admin().token());
    }

    private void read(int number) {
        String request = "st-" + UUID.randomUUID();
        Api.Answer answer = replica(number).get(RunningSuite.readPath(project, TOKEN), Map.of("X-Request-ID", request));
        if (answer.status() == 200) {
            served.add(request);
        } else if (answer.text().contains(VALUE)) {
            leaked.add(request);
        }
    }

    private void write(Writer writer, int number) {
        String request = "st-" + UUID.randomUUID();
        String value = writer.key() + "-" + number;
        Api.Answer answer = replica(number)
                .patch(
                        "/api/v4/secrets/" + writer.key(),
                        Map.of("projectId", project, "environment", "dev", "secretPath", "/", "secretValue", value),
                        Map.of("X-Request-ID", request));
        writer.attempts().add(new Attempt(value, request, answer.status() == 200));
    }

    String project() {
        return project;
    }

    List<Writer> writers() {
        return writers;
    }

    /** The requests whose answer had the value. */
    List<String> served() {
        return List.copyOf(served);
    }

    /** The requests that were refused with the value in the answer. */
    List<String> leaked() {
        return List.copyOf(leaked);
    }

    /** How many reads and writes succeeded until now. */
    int successes() {
        return served.size()
                + writers.stream()
                        .mapToInt(writer -> writer.acknowledged().size())
                        .sum();
    }

    /** Lets every client finish what it is doing. */
    @Override
    public void close() {
        enough.set(true);
        clients.close();
    }
}
