package dev.claviger.sync.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals credentials under the root key ring, each bound to its connection. */
@ApplicationScoped
public class ConnectionSeal {
    private final RootRing ring;

    ConnectionSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, Credentials credentials) {
        return ring.wrap(credentials.hiddenText().reveal().getBytes(UTF_8), context(id))
                .map(Buffer::buffer);
    }

    /** Opens the credentials of a connection. */
    public Uni<Credentials> open(Connection connection) {
        return ring.unwrap(connection.sealed().getBytes(), context(connection.id()))
                .map(text -> Credentials.of(connection.shown(), Secret.of(new String(text, UTF_8))));
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID id) {
        return "app connection " + id;
    }
}
