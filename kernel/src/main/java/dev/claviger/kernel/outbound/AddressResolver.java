package dev.claviger.kernel.outbound;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. A seam of its own, so that a test can answer like a hostile name server. */
@FunctionalInterface
public interface AddressResolver {

    /** All addresses of the host; fails when there is none. */
    Uni<List<InetAddress>> resolve(String host);
}
