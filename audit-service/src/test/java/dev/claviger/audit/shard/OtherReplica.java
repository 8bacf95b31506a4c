package dev.claviger.audit.shard;

import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.arc.Arc;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;

/** The signing keys as a replica derives them that starts now, with a ring of its own. */
public final class OtherReplica {
    private OtherReplica() {}

    public static ShardKeys with(RootRing ring) {
        return new ShardKeys(
                Arc.container().instance(MasterStore.class).get(),
                ring,
                Clock.systemUTC(),
                Arc.container().instance(Vertx.class).get());
    }
}
