package dev.claviger.kernel.outbound;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from addresses that users name, without lending them the service's place in the network.
 *
 * <p>What always holds: the name is resolved once, every address it has is checked, and the connection goes to a checked address, so a
 * name server cannot change its mind in between; TLS still checks the name. Redirects are failures, answers are limited in size and
 * time, and nothing but the request itself is sent. Connections are not kept.
 */
@Singleton
public final class GuardedHttp {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final Vertx vertx;
    private final OutboundConfig config;
    private final Doors doors;
    private final Trust trust = new Trust();

    public GuardedHttp(Vertx vertx, AddressResolver resolver, OutboundConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.doors = new Doors(resolver, config);
    }

    /**
     * Gets a document.
     *
     * <p>Fails with {@link OutboundRefused} when the address may not be reached or the CA certificate is unusable, and with
     * {@link OutboundFailed} when the other side is away, too slow or too talkative, or answers with anything but 2xx.
     */
    public Uni<Fetched> get(URI uri, FetchRules rules) {
        return exchange(uri, rules, OutboundCall.get(), Answer::requireSuccess).map(Answer::fetched);
    }

    /** Sends a document and returns the answer. Fails as {@link #get}; the failure knows the status of an answer that is not 2xx. */
    public Uni<Fetched> post(URI uri, FetchRules rules, Submission submission) {
        return exchange(uri, rules, OutboundCall.post(submission), Answer::requireSuccess)
                .map(Answer::fetched);
    }

    /** Makes a call of an API whose refusals matter: answers of any status are answers. Fails as {@link #get} otherwise. */
    public Uni<OutboundAnswer> call(URI uri, FetchRules rules, OutboundCall call) {
        return exchange(uri, rules, call, _ -> {}).map(Answer::whole);
    }

    /** Memoized, so that the work goes on to its own end when the time is over; a late failure then bothers nobody. */
    private Uni<Answer> exchange(URI uri, FetchRules rules, OutboundCall call, Consumer<Answer> atFirst) {
        return Uni.createFrom()
                .item(() -> Target.of(uri))
                .chain(target -> doors.find(target.name())
                        .invoke(door -> requirePublicManners(target, door))
                        .chain(door -> fetch(target, door.address(), rules, call, atFirst))
                        .memoize()
                        .indefinitely()
                        .ifNoItem()
                        .after(totalTimeout(rules))
                        .failWith(() -> tooLate(target, rules)));
    }

    private Duration totalTimeout(FetchRules rules) {
        return Objects.requireNonNullElseGet(rules.totalTimeout(), config::totalTimeout);
    }

    private OutboundFailed tooLate(Target target, FetchRules rules) {
        long limit = totalTimeout(rules).toMillis();
        return new OutboundFailed(target.host(), "no complete answer within %d ms".formatted(limit));
    }

    private static void requirePublicManners(Target target, Door door) {
        if (door.listed()) {
            return;
        }
        if (!target.https()) {
            throw new OutboundRefused(target.host(), "only https is allowed");
        }
        if (target.port() < FIRST_UNPRIVILEGED_PORT && target.port() != 443) {
            throw new OutboundRefused(target.host(), "port %d is not for HTTP".formatted(target.port()));
        }
    }

    /** A client per fetch: closing it ends the connection in whatever state it is, at the latest when the time is over. */
    private Uni<Answer> fetch(
            Target target, InetAddress address, FetchRules rules, OutboundCall call, Consumer<Answer> atFirst) {
        HttpClient client = client(options(target, rules));
        var late = new AtomicBoolean();
        int maxBytes = Objects.requireNonNullElseGet(rules.maxBytes(), config::maxBytes);
        long end = vertx.setTimer(totalTimeout(rules).toMillis(), _ -> stop(client, late));
        return send(client, request(target, address, rules, call), call.body())
                .map(response -> new Answer(target.host(), maxBytes, response))
                .invoke(atFirst)
                .chain(answer ->
                        rules.bodyWanted() ? answer.receive() : Uni.createFrom().item(answer))
                .onFailure(failure -> !(failure instanceof OutboundFailed))
                .transform(failure -> late.get() ? tooLate(target, rules) : Unreachable.failure(target.host(), failure))
                .onTermination()
                .invoke(() -> close(client, end));
    }

    private static void stop(HttpClient client, AtomicBoolean late) {
        late.set(true);
        client.closeAndForget();
    }

    private void close(HttpClient client, long end) {
        vertx.cancelTimer(end);
        client.closeAndForget();
    }

    private static Uni<HttpClientResponse> send(
            HttpClient client, RequestOptions options, io.vertx.core.buffer.@Nullable Buffer body) {
        return client.request(options)
                .chain(request -> body == null ? request.send() : request.send(Buffer.newInstance(body)));
    }

    /** Without a handler of ours Vert.x would log what a broken server sent. */
    private HttpClient client(HttpClientOptions options) {
        return vertx.httpClientBuilder()
                .with(options)
                .withConnectHandler(connection -> connection.exceptionHandler(GuardedHttp::ignore))
                .build();
    }

    private static void ignore(Throwable alsoReportedByTheRequest) {}

    private HttpClientOptions options(Target target, FetchRules rules) {
        return new HttpClientOptions()
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setVerifyHost(true)
                .setForceSni(true)
                .setTrustOptions(trust.options(target.host(), rules.caCert()));
    }

    private static RequestOptions request(Target target, InetAddress address, FetchRules rules, OutboundCall call) {
        RequestOptions options = new RequestOptions()
                .setMethod(call.method())
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.https())
                .setURI(target.path())
                .setFollowRedirects(false)
                .putHeader("Accept", rules.accept())
                .putHeader("User-Agent", "claviger");
        call.headers().forEach((name, value) -> options.putHeader(name, value.reveal()));
        return options;
    }
}
