package dev.claviger.audit.transport;

import dev.claviger.audit.format.Rendered;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.FetchRules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Any HTTP server: an array of entries in one request, signed where there is a secret. Of the answer only the status counts. */
@ApplicationScoped
class CustomTransport implements Transport {
    private final ReceiverClient client;

    CustomTransport(ReceiverClient client) {
        this.client = client;
    }

    @Override
    public Provider provider() {
        return Provider.CUSTOM;
    }

    @Override
    public Capacity capacity(Destination destination) {
        return Capacity.ANY;
    }

    @Override
    public Uni<Void> send(Destination destination, Parcel parcel) {
        Buffer body = parcel.joined("[", ",", "]", Rendered::json);
        Map<String, Secret> headers = new HashMap<>(destination.headers());
        headers.put("Content-Type", Secret.of(parcel.format().batchMediaType() + "; charset=utf-8"));
        headers.put("X-Claviger-Entries", Parcel.number(parcel.entries().size()));
        if (!parcel.isTest()) {
            headers.put(
                    "X-Claviger-First-Index",
                    Parcel.number(parcel.entries().getFirst().index()));
            headers.put(
                    "X-Claviger-Last-Index",
                    Parcel.number(parcel.entries().getLast().index()));
        }
        FetchRules rules = FetchRules.statusOnly().trusting(destination.text("caCert"));
        Letter letter = new Letter(URI.create(destination.text("url")), rules, headers, body);
        return client.post(destination, letter).replaceWithVoid();
    }
}
