package dev.claviger.audit.transport;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Posts to receivers over HTTP through the guarded client: compressed and signed where their destination says so. */
@ApplicationScoped
class ReceiverClient {
    private static final int GONE = 410;

    /** Malformed, too large, or not what it takes: the same will not be taken later either. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

    private final GuardedHttp http;
    private final Clock clock;
    private final Vertx vertx;

    ReceiverClient(GuardedHttp http, Clock clock, Vertx vertx) {
        this.http = http;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** Fails with {@link NotTaken} when the answer is not 2xx, and when the receiver cannot or may not be reached. */
    Uni<OutboundAnswer> post(Destination destination, Letter letter) {
        return packed(destination, letter)
                .map(packed -> signed(destination, packed))
                .chain(this::post);
    }

    /** As it is. */
    Uni<OutboundAnswer> post(Letter letter) {
        return http.call(
                        letter.uri(),
                        letter.rules(),
                        new OutboundCall(HttpMethod.POST, letter.headers(), letter.body()))
                .invoke(answer -> requireTaken(letter.uri().getHost(), answer));
    }

    private Uni<Letter> packed(Destination destination, Letter letter) {
        return destination.text("gzip").equals("true")
                ? vertx.executeBlocking(() -> zipped(letter.body()), false)
                        .map(body -> letter.with("Content-Encoding", Secret.of("gzip"), body))
                : Uni.createFrom().item(letter);
    }

    private static Buffer zipped(Buffer body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(body.getBytes());
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** What is signed are the bytes that travel, so that a receiver need not unpack what is not ours. */
    private Letter signed(Destination destination, Letter letter) {
        return destination
                .value("signingSecret")
                .map(key ->
                        letter.with(Signature.HEADER, Signature.of(key, clock.instant(), letter.body()), letter.body()))
                .orElse(letter);
    }

    private void requireTaken(String host, OutboundAnswer answer) {
        if (!answer.succeeded()) {
            throw new NotTaken(
                    "%s answered with status %d".formatted(host, answer.status()),
                    RetryAfter.read(answer.headers().get("Retry-After"), clock.instant()),
                    answer.status() == GONE,
                    REFUSED.contains(answer.status()));
        }
    }
}
