package dev.claviger.bench;

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

/** A closed load: a number of connections, each of which sends its next request when the last one was answered. */
final class Load implements AutoCloseable {
    private static final long MOST_MICROS = Duration.ofMinutes(2).toNanos() / 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OK = 200;
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
            await();
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
            Call call = calls.apply(number);
            long sent = System.nanoTime();
            RequestOptions options = new RequestOptions()
                    .setMethod(call.method())
                    .setAbsoluteURI(call.url())
                    .setTimeout(PATIENCE.toMillis());
            call.headers().forEach(options::putHeader);
            client.request(options).compose(request -> send(request, call)).onComplete(done -> {
                note(done.succeeded() ? done.result() : 0, sent);
                sendNext();
            });
        }

        private static io.vertx.core.Future<Integer> send(HttpClientRequest request, Call call) {
            return request.send(call.body()).compose(response -> response.body().map(body -> response.statusCode()));
        }

        private void note(int status, long sent) {
            if (status == OK || status == NOT_MODIFIED) {
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

        private void await() {
            try {
                if (!running.await(15, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("the load did not end");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
