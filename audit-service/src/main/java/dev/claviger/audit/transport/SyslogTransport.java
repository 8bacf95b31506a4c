package dev.claviger.audit.transport;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.format.Limit;
import dev.claviger.kernel.outbound.GuardedSockets;
import dev.claviger.kernel.outbound.GuardedSockets.Encryption;
import dev.claviger.kernel.outbound.GuardedSockets.Way;
import dev.claviger.kernel.outbound.Line;
import dev.claviger.kernel.outbound.OutboundConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Clock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * Syslog over TLS (RFC 5424, 5425). The protocol has no answer, so each parcel has a connection of its own that is closed in order: when the
 * other side breaks it off before that, the parcel counts as not delivered. That blocks, so workers of its own do it.
 */
@ApplicationScoped
class SyslogTransport implements Transport {
    private static final int USUAL_PORT = 6514;
    private static final int USUAL_MESSAGE_BYTES = 8_192;
    private static final int MOST_ENTRIES = 500;
    private static final int MOST_BYTES = 1_000_000;
    private static final int WORKERS = 8;

    /** Servers that keep their half of the connection open have taken all the same. */
    private static final int WAIT_FOR_END_MILLIS = 500;

    private final GuardedSockets sockets;
    private final OutboundConfig limits;
    private final Clock clock;
    private final WorkerExecutor workers;
    private final String host;

    SyslogTransport(Vertx vertx, GuardedSockets sockets, OutboundConfig limits, Clock clock, AuditConfig config) {
        this.sockets = sockets;
        this.limits = limits;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("syslog", WORKERS);
        this.host = config.log().name();
    }

    @Override
    public Provider provider() {
        return Provider.SYSLOG;
    }

    @Override
    public Capacity capacity(Destination destination) {
        int message = destination
                .value("maxMessageBytes")
                .map(number -> Integer.parseInt(number.reveal()))
                .orElse(USUAL_MESSAGE_BYTES);
        return new Capacity(MOST_ENTRIES, MOST_BYTES, new Limit(message - SyslogMessage.MOST_BEFORE_JSON, true));
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        Buffer frames = parcel.isTest()
                ? SyslogMessage.test(host, clock.instant())
                : parcel.joined("", "", "", entry -> SyslogMessage.frame(host, entry.entry(), entry.json()));
        return sockets.find(way(destination)).chain(line -> send(line, frames));
    }

    private static Way way(Destination destination) {
        URI uri = URI.create(destination.text("url"));
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        return new Way(uri, port, USUAL_PORT, Encryption.AT_ONCE, destination.text("caCert"));
    }

    private Uni<Void> send(Line line, Buffer frames) {
        return workers.<Void>executeBlocking(
                        () -> {
                            write(line, frames);
                            return null;
                        },
                        false)
                .ifNoItem()
                .after(limits.totalTimeout())
                .failWith(() -> cut(line))
                .onFailure(SSLException.class)
                .transform(untrusted -> new NotTaken(
                        "The syslog server's certificate is not trusted for this name, or it does not speak TLS."))
                .onFailure(IOException.class)
                .transform(broken -> new NotTaken("The syslog server does not accept connections, or broke one off."));
    }

    private NotTaken cut(Line line) {
        line.cut();
        return new NotTaken("The syslog server did not take the entries within %d ms."
                .formatted(limits.totalTimeout().toMillis()));
    }

    private static void write(Line line, Buffer frames) throws IOException {
        try (Socket socket = line.open()) {
            socket.setSoTimeout(WAIT_FOR_END_MILLIS * 4);
            if (socket instanceof SSLSocket tls) {
                tls.startHandshake();
            }
            socket.getOutputStream().write(frames.getBytes());
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.setSoTimeout(WAIT_FOR_END_MILLIS);
            awaitEnd(socket.getInputStream());
        }
    }

    private static void awaitEnd(InputStream answers) throws IOException {
        try {
            byte[] ignored = new byte[1024];
            while (answers.read(ignored) >= 0) {
                // nothing that a syslog server says counts
            }
        } catch (SocketTimeoutException silent) {
            return;
        }
    }
}
