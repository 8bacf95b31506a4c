package dev.claviger.audit.notice;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals addresses and credentials under the root key ring, each bound to its destination. */
@ApplicationScoped
public class DestinationSeal {
    private final RootRing ring;

    DestinationSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, Destination destination) {
        return ring.wrap(destination.text().reveal().getBytes(UTF_8), context(id))
                .map(Buffer::buffer);
    }

    Uni<Destination> open(AlertDestination destination) {
        return ring.unwrap(destination.sealed().getBytes(), context(destination.id()))
                .map(text -> Destination.parse(Secret.of(new String(text, UTF_8))));
    }

    /** What sealed settings are bound to. */
    public static String context(UUID id) {
        return "alert destination " + id;
    }
}
