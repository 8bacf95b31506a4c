package dev.claviger.sync.rotating;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.rotationtarget.Generated;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals credentials under the root key ring, each bound to its id. */
@ApplicationScoped
public class RotationSeal {
    private final RootRing ring;

    RotationSeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID id, Generated content) {
        return ring.wrap(content.text().reveal().getBytes(UTF_8), context(id)).map(Buffer::buffer);
    }

    Uni<Generated> open(UUID id, Buffer closed) {
        return ring.unwrap(closed.getBytes(), context(id))
                .map(text -> Generated.of(Secret.of(new String(text, UTF_8))));
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID id) {
        return "rotation credential " + id;
    }
}
