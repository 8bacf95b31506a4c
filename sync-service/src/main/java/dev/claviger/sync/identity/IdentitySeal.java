package dev.claviger.sync.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Seals client secrets under the root key ring, each bound to its organisation. */
@ApplicationScoped
public class IdentitySeal {
    private final RootRing ring;

    IdentitySeal(RootRing ring) {
        this.ring = ring;
    }

    Uni<Buffer> seal(UUID orgId, Secret clientSecret) {
        return ring.wrap(clientSecret.reveal().getBytes(UTF_8), context(orgId)).map(Buffer::buffer);
    }

    Uni<Secret> open(SyncIdentity identity) {
        return ring.unwrap(identity.sealed().getBytes(), context(identity.orgId()))
                .map(text -> Secret.of(new String(text, UTF_8)));
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID orgId) {
        return "sync identity " + orgId;
    }
}
