package dev.claviger.audit.channel;

import dev.claviger.audit.feed.AlertEvent;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Signature;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The CloudEvent to any HTTP server, signed where there is a secret. */
@ApplicationScoped
class WebhookChannel implements Channel {
    private final ChannelClient client;
    private final Clock clock;

    WebhookChannel(ChannelClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.WEBHOOK;
    }

    @Override
    public Uni<Attempt> send(Destination destination, JsonObject event) {
        Buffer body = event.toBuffer();
        Map<String, Secret> headers = new HashMap<>();
        headers.put("Content-Type", Secret.of(AlertEvent.CONTENT_TYPE));
        headers.put("X-Claviger-Delivery", Secret.of(event.getString("id")));
        headers.put("Idempotency-Key", Secret.of(event.getString("id")));
        headers.put("X-Claviger-Event", Secret.of(AlertEvent.isTest(event) ? "test" : "alert"));
        destination
                .value("signingSecret")
                .ifPresent(secret -> headers.put(Signature.HEADER, Signature.of(secret, clock.instant(), body)));
        return client.post(destination, headers, body);
    }
}
