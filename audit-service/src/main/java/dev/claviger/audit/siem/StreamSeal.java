package dev.claviger.audit.siem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.transport.Destination;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals destinations under the root key ring, each bound to its stream. */
@ApplicationScoped
public class StreamSeal {
    private final RootRing ring;

    StreamSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, Destination destination) {
        return ring.wrap(destination.text().reveal().getBytes(UTF_8), context(id))
                .map(Buffer::buffer);
    }

    Uni<Destination> open(AuditStream stream) {
        return ring.unwrap(stream.sealed().getBytes(), context(stream.id()))
                .map(text -> Destination.parse(Secret.of(new String(text, UTF_8))));
    }

    /** What a sealed destination is bound to. */
    public static String context(UUID id) {
        return "audit stream " + id;
    }
}
