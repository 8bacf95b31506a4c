package dev.claviger.vault.webhook;

import dev.claviger.kernel.outbound.AddressResolver;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that is not on our side. What it has no opinion about is an address already. */
@Alternative
@Priority(1)
@Singleton
public class HostileNames implements AddressResolver {
    static final String INSIDE = "inside.hostile.example";
    static final String MIXED = "mixed.hostile.example";
    static final String METADATA = "metadata.hostile.example";
    static final String FICKLE = "fickle.hostile.example";
    static final AtomicInteger ASKED = new AtomicInteger();

    private static final InetAddress RECEIVER = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PRIVATE = InetAddress.ofLiteral("10.0.0.5");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.215.14");
    private static final InetAddress LINK_LOCAL = InetAddress.ofLiteral("169.254.169.254");

    @Override
    public Uni<List<InetAddress>> resolve(String host) {
        return Uni.createFrom().item(() -> switch (host) {
            case INSIDE -> List.of(PRIVATE);
            case MIXED -> List.of(PUBLIC, PRIVATE);
            case METADATA -> List.of(LINK_LOCAL);
            case FICKLE -> List.of(ASKED.getAndIncrement() == 0 ? RECEIVER : PRIVATE);
            default -> List.of(InetAddress.ofLiteral(host));
        });
    }
}
