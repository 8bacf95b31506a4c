package dev.claviger.audit.channel;

import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.RetryAfter;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** Posts to addresses that administrators name, through the guarded client. Of the answer the status counts, and how long to wait. */
@ApplicationScoped
class ChannelClient {
    private final GuardedHttp http;
    private final Clock clock;

    ChannelClient(GuardedHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** Fails when the address may not be reached, or the other side is away or too slow. */
    Uni<Attempt> post(Destination destination, Map<String, Secret> headers, Buffer body) {
        URI uri = URI.create(destination.text("url"));
        FetchRules rules = FetchRules.statusOnly().trusting(destination.text("caCert"));
        return http.call(uri, rules, new OutboundCall(HttpMethod.POST, headers, body))
                .map(answer -> attempt(uri.getHost(), answer));
    }

    private Attempt attempt(String host, OutboundAnswer answer) {
        return answer.succeeded()
                ? Attempt.TAKEN
                : new Attempt(
                        java.util.Optional.of("%s answered with status %d".formatted(host, answer.status())),
                        RetryAfter.read(answer.headers().get("Retry-After"), clock.instant()));
    }
}
