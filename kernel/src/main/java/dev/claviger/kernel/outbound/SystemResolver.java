package dev.claviger.kernel.outbound;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;

/**
 * Asks the resolver of the operating system.
 *
 * <p>It blocks, so it has a few threads to itself: a name server that never answers holds up other look-ups of this kind only.
 */
@DefaultBean
@Singleton
final class SystemResolver implements AddressResolver {
    private static final int THREADS = 8;

    private final WorkerExecutor workers;

    SystemResolver(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("outbound-names", THREADS);
    }

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        return workers.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false);
    }
}
