package dev.claviger.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Loads of two kinds. Closed: a number of connections, each of which sends its next request when the last one was answered. Paced: requests
 * are due at even intervals, whatever became of those before; their time counts from when they were due, waiting for a connection included.
 */
final class Load implements AutoCloseable {
    private static final long MOST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_HOURS = 3;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Vertx vertx = Vertx.vertx();

    /** One request. */
    record Call(HttpMethod method, String url, Map<String, String> headers, Buffer body) {}

    /** Sends for this long. */
    Figures during(String name, int connections, Duration time, LongFunction<Call> calls) {
        long end = System.nanoTime() + time.toNanos();
        return new Run(name, connections, calls, number -> System.nanoTime() < end).execute();
    }

    /** Sends this many. */
    Figures times(String name, int connections, long count, LongFunction<Call> calls) {
        return new Run(name, connections, calls, number -> number < count).execute();
    }

    /** Sends at a pace for this long, on at most this many connections. */
    Figures paced(String name, int connections, double perSecond, Duration time, LongFunction<Call> calls) {
        long count = Math.max(1, Math.round(perSecond * time.toMillis() / 1000));
        return new Run(name, connections, calls, number -> number < count).pace(count, perSecond);
    }

    /** Sends one request and gives the body of its answer, which must be a good one. */
    Buffer answer(Call call) {
        HttpClient client = vertx.createHttpClient();
        try {
            return request(client, call)
                    .compose(request -> request.send(call.body()))
                    .compose(response -> isGood(response.statusCode())
                            ? response.body()
                            : Future.failedFuture("%s answers %d".formatted(call.url(), response.statusCode())))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            client.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Future<HttpClientRequest> request(HttpClient client, Call call) {
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setAbsoluteURI(call.url())
                .setTimeout(PATIENCE.toMillis());
        call.headers().forEach(options::putHeader);
        return client.request(options);
    }

    private static boolean isGood(int status) {
        return status == OK || status == NO_CONTENT || status == NOT_MODIFIED;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private interface More {
        boolean isWanted(long number);
    }

    private final class Run {
        private final String name;
        private final int connections;
        private final LongFunction<Call> calls;
        private final More more;
        private final HttpClient client;
        private final AtomicLong next = new AtomicLong();
        private final Histogram micros = new ConcurrentHistogram(MOST_MICROS, 3);
        private final Map<Integer, AtomicLong> failures = new ConcurrentHashMap<>();
        private final CountDownLatch running;

        Run(String name, int connections, LongFunction<Call> calls, More more) {
            this.name = name;
            this.connections = connections;
            this.calls = calls;
            this.more = more;
            this.running = new CountDownLatch(connections);
            this.client = vertx.createHttpClient(
                    new HttpClientOptions().setKeepAlive(true).setPipelining(false),
                    new PoolOptions().setHttp1MaxSize(connections));
        }

        Figures execute() {
            long begin = System.nanoTime();
            for (int i = 0; i < connections; i++) {
                sendNext();
            }
            await(running);
            return figures(begin);
        }

        Figures pace(long count, double perSecond) {
            long begin = System.nanoTime();
            AtomicLong sent = new AtomicLong();
            CountDownLatch answered = new CountDownLatch((int) count);
            vertx.setPeriodic(1, timer -> {
                for (long due = due(begin, perSecond, count); sent.get() < due; ) {
                    long number = sent.getAndIncrement();
                    send(calls.apply(number), begin + Math.round(number * 1e9 / perSecond), answered::countDown);
                }
                if (sent.get() == count) {
                    vertx.cancelTimer(timer);
                }
            });
            await(answered);
            return figures(begin);
        }

        private static long due(long begin, double perSecond, long count) {
            return Math.min(count, 1 + (long) ((System.nanoTime() - begin) * perSecond / 1e9));
        }

        private Figures figures(long begin) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            client.close().toCompletionStage().toCompletableFuture().join();
            long good = micros.getTotalCount();
            return new Figures(
                    name,
                    connections,
                    good + failed().values().stream().mapToLong(Long::longValue).sum(),
                    seconds,
                    good / seconds,
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getMaxValue() / 1e3,
                    failed());
        }

        private void sendNext() {
            long number = next.getAndIncrement();
            if (!more.isWanted(number)) {
                running.countDown();
                return;
            }
            send(calls.apply(number), System.nanoTime(), this::sendNext);
        }

        private void send(Call call, long since, Runnable next) {
            request(client, call).compose(request -> send(request, call)).onComplete(done -> {
                note(done.succeeded() ? done.result() : 0, since);
                next.run();
            });
        }

        private static Future<Integer> send(HttpClientRequest request, Call call) {
            return request.send(call.body()).compose(response -> response.body().map(body -> response.statusCode()));
        }

        private void note(int status, long sent) {
            if (isGood(status)) {
                micros.recordValue(Math.min((System.nanoTime() - sent) / 1000, MOST_MICROS));
            } else {
                failures.computeIfAbsent(status, fresh -> new AtomicLong()).incrementAndGet();
            }
        }

        private Map<Integer, Long> failed() {
            Map<Integer, Long> counts = new ConcurrentHashMap<>();
            failures.forEach((status, count) -> counts.put(status, count.get()));
            return counts;
        }

        private static void await(CountDownLatch end) {
            try {
                if (!end.await(LONGEST_HOURS, TimeUnit.HOURS)) {
                    throw new IllegalStateException("the load did not end");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
