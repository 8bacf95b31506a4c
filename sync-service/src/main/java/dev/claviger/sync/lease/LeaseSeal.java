package dev.claviger.sync.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals the names of logins under the root key ring, each bound to its lease. Passwords are not kept at all. */
@ApplicationScoped
public class LeaseSeal {
    private final RootRing ring;

    LeaseSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, String username) {
        return ring.wrap(username.getBytes(UTF_8), context(id)).map(Buffer::buffer);
    }

    Uni<String> open(Lease lease) {
        return ring.unwrap(lease.sealed().getBytes(), context(lease.id())).map(text -> new String(text, UTF_8));
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID id) {
        return "dynamic secret lease " + id;
    }
}
