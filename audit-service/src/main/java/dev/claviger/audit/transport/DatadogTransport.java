package dev.claviger.audit.transport;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.format.Limit;
import dev.claviger.audit.format.LoggedEntry;
import dev.claviger.audit.format.Rendered;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * The logs intake of Datadog: an array of logs, each with the entry in its attribute {@code audit}. Datadog drops logs whose time is more than 18 hours
 * ago, so that older entries come under the time of their arrival and with a tag that says so.
 */
@ApplicationScoped
class DatadogTransport implements Transport {
    private static final int MOST_LOGS = 1_000;
    private static final int MOST_BYTES = 4_500_000;
    private static final int MOST_BYTES_OF_A_LOG = 990_000;
    private static final Duration OLDEST = Duration.ofHours(17);

    private final ReceiverClient client;
    private final Clock clock;

    DatadogTransport(ReceiverClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Provider provider() {
        return Provider.DATADOG;
    }

    @Override
    public Capacity capacity(Destination destination) {
        return new Capacity(MOST_LOGS, MOST_BYTES, new Limit(MOST_BYTES_OF_A_LOG, false));
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        Buffer body = parcel.isTest() ? test(parcel) : parcel.joined("[", ",", "]", entry -> log(parcel, entry));
        Map<String, Secret> headers = Map.of(
                "Content-Type",
                Secret.of("application/json"),
                "DD-API-KEY",
                destination.value("token").orElseThrow());
        FetchRules rules = FetchRules.statusOnly().trusting(destination.text("caCert"));
        Letter letter = new Letter(URI.create(destination.text("url")), rules, headers, body);
        return client.post(destination, letter).replaceWithVoid();
    }

    private static Buffer test(Parcel parcel) {
        return Buffer.buffer("[" + frame(parcel).put("message", Parcel.TEST) + "]");
    }

    private Buffer log(Parcel parcel, Rendered rendered) {
        LoggedEntry entry = rendered.entry();
        boolean late = entry.found().occurredAt().isBefore(clock.instant().minus(OLDEST));
        ObjectNode frame = frame(parcel)
                .put("message", entry.summary())
                .put("status", entry.found().event().outcome().equals("success") ? "info" : "warn");
        if (late) {
            frame.put("ddtags", frame.path("ddtags").asText() + ",late:true");
        } else {
            frame.put("timestamp", entry.found().occurredAt().toEpochMilli());
        }
        String open = frame.toString();
        return Buffer.buffer(open.substring(0, open.length() - 1) + ",\"audit\":")
                .appendBuffer(rendered.json())
                .appendString("}");
    }

    private static ObjectNode frame(Parcel parcel) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("ddsource", "claviger")
                .put("service", "claviger")
                .put(
                        "ddtags",
                        "org:%s,format:%s"
                                .formatted(parcel.org(), parcel.format().text()));
    }
}
