package dev.claviger.drills;

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

/** Clients that read and write one project without rest, and remember what they were told. Each writer has a secret of its own. */
final class Traffic implements AutoCloseable {
    static final String PREFIX = "drill-";
    private static final String TOKEN = "TOKEN";
    private static final String VALUE = "the-value-of-the-drill";
    private static final int READERS = 6;
    private static final int WRITERS = 3;
    private static final long REST_NANOS = 10_000_000;

    private final Client client;
    private final List<String> replicas;
    private final String project;
    private final List<Writer> writers = new ArrayList<>();
    private final Queue<String> served = new ConcurrentLinkedQueue<>();
    private final Queue<String> leaked = new ConcurrentLinkedQueue<>();
    private final Service reads = new Service();
    private final Service writes = new Service();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    /** A value that was tried. */
    record Attempt(String value, String request, boolean acknowledged) {}

    /** A writer's secret, and every value it tried, in order. */
    record Writer(String key, String secretId, Queue<Attempt> attempts) {
        List<Attempt> acknowledged() {
            return attempts.stream().filter(Attempt::acknowledged).toList();
        }
    }

    private interface Step {
        void take(int number);
    }

    private Traffic(Client client, List<String> replicas, String project) {
        this.client = client;
        this.replicas = List.copyOf(replicas);
        this.project = project;
    }

    /** Makes the secrets in the project and begins, at the replicas in turn. */
    static Traffic start(Stage stage, List<String> replicas) {
        Traffic traffic = new Traffic(stage.client(), replicas, stage.newProject());
        stage.write(traffic.project, TOKEN, VALUE);
        for (int i = 0; i < WRITERS; i++) {
            String key = "W" + i;
            stage.write(traffic.project, key, key + "-0");
            Writer writer = new Writer(key, stage.secretId(traffic.project, key), new ConcurrentLinkedQueue<>());
            traffic.writers.add(writer);
            traffic.clients.execute(() -> traffic.untilEnough(number -> traffic.write(writer, number)));
        }
        for (int i = 0; i < READERS; i++) {
            traffic.clients.execute(() -> traffic.untilEnough(traffic::read));
        }
        return traffic;
    }

    private void untilEnough(Step step) {
        for (int number = 1; !enough.get(); number++) {
            step.take(number);
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private String replica(int number) {
        return replicas.get(number % replicas.size());
    }

    private void read(int number) {
        String request = PREFIX + UUID.randomUUID();
        long sent = System.nanoTime();
        Client.Answer answer = client.get(Stage.readUrl(replica(number), project, TOKEN), request);
        boolean good = answer.status() == 200;
        reads.note(sent, System.nanoTime(), good);
        if (good) {
            served.add(request);
        } else if (answer.text().contains(VALUE)) {
            leaked.add(request);
        }
    }

    private void write(Writer writer, int number) {
        String request = PREFIX + UUID.randomUUID();
        String value = writer.key() + "-" + number;
        long sent = System.nanoTime();
        Client.Answer answer = client.send(
                "PATCH",
                replica(number) + "/api/v4/secrets/" + writer.key(),
                Map.of("projectId", project, "environment", "dev", "secretPath", "/", "secretValue", value),
                request);
        boolean good = answer.status() == 200;
        writes.note(sent, System.nanoTime(), good);
        writer.attempts().add(new Attempt(value, request, good));
    }

    String project() {
        return project;
    }

    List<Writer> writers() {
        return writers;
    }

    List<String> served() {
        return List.copyOf(served);
    }

    List<String> leaked() {
        return List.copyOf(leaked);
    }

    Service reads() {
        return reads;
    }

    Service writes() {
        return writes;
    }

    /** Waits until so many more reads and writes have succeeded; false when they do not within the time. */
    boolean more(int count, int seconds) {
        long wantedReads = reads.good() + count;
        long wantedWrites = writes.good() + count / 10;
        long giveUp = System.nanoTime() + seconds * 1_000_000_000L;
        while (reads.good() < wantedReads || writes.good() < wantedWrites) {
            if (System.nanoTime() > giveUp) {
                return false;
            }
            LockSupport.parkNanos(REST_NANOS);
        }
        return true;
    }

    /** Lets every client finish what it is doing. */
    @Override
    public void close() {
        enough.set(true);
        clients.close();
    }
}
