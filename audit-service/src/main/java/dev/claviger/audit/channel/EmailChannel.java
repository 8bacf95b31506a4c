package dev.claviger.audit.channel;

import dev.claviger.audit.channel.SmtpTalk.Login;
import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.GuardedSockets;
import dev.claviger.kernel.outbound.GuardedSockets.Encryption;
import dev.claviger.kernel.outbound.GuardedSockets.Way;
import dev.claviger.kernel.outbound.Line;
import dev.claviger.kernel.outbound.OutboundConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;

/** A mail through the organisation's own mail server, always with TLS. Talking to it blocks, so workers of its own do it. */
@ApplicationScoped
class EmailChannel implements Channel {
    private static final int TLS_PORT = 465;
    private static final int SUBMISSION_PORT = 587;

    /** As many as destinations are served at the same time, so that a slow server holds up only itself. */
    private static final int WORKERS = 32;

    /** Of one mail; less than the lease of a destination. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final GuardedSockets sockets;
    private final OutboundConfig limits;
    private final Clock clock;
    private final WorkerExecutor workers;

    EmailChannel(Vertx vertx, GuardedSockets sockets, OutboundConfig limits, Clock clock) {
        this.sockets = sockets;
        this.limits = limits;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor("alert-mails", WORKERS);
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.EMAIL;
    }

    @Override
    public Uni<Attempt> send(Destination destination, JsonObject event) {
        URI uri = URI.create(destination.text("url"));
        boolean atOnce = "smtps".equalsIgnoreCase(uri.getScheme());
        int usual = atOnce ? TLS_PORT : SUBMISSION_PORT;
        Way way = new Way(
                uri,
                uri.getPort() < 0 ? usual : uri.getPort(),
                usual,
                atOnce ? Encryption.AT_ONCE : Encryption.LATER,
                destination.text("caCert"));
        return sockets.find(way)
                .chain(line -> send(line, atOnce, destination, event))
                .replaceWith(Attempt.TAKEN);
    }

    private Uni<Void> send(Line line, boolean atOnce, Destination destination, JsonObject event) {
        return workers.<Void>executeBlocking(
                        () -> {
                            talk(line, atOnce, destination, event);
                            return null;
                        },
                        false)
                .ifNoItem()
                .after(PATIENCE)
                .failWith(() -> late(line))
                .onFailure(SSLException.class)
                .transform(untrusted -> new NotTold(
                        "The mail server's certificate is not trusted for this name, or it does not speak TLS."))
                .onFailure(IOException.class)
                .transform(broken -> new NotTold("The mail server does not accept connections, or broke one off."));
    }

    private void talk(Line line, boolean atOnce, Destination destination, JsonObject event) throws IOException {
        String from = destination.text("from");
        List<String> to = List.of(destination.text("to").split("\\s*,\\s*", -1));
        Login login = new Login(
                destination.text("username"), destination.value("password").orElseGet(() -> Secret.of("")));
        new SmtpTalk(line, atOnce, Math.toIntExact(limits.totalTimeout().toMillis()))
                .send(login, from, to, MailText.of(event, from, to, clock.instant()));
    }

    private static NotTold late(Line line) {
        line.cut();
        return new NotTold("The mail server did not take the mail within %d s.".formatted(PATIENCE.toSeconds()));
    }
}
