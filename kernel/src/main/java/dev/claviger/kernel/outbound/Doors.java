package dev.claviger.kernel.outbound;

import io.smallrye.mutiny.Uni;
import java.net.InetAddress;
import java.util.List;

/** Finds the address behind a name, and whether it may be reached. */
final class Doors {
    private final AddressResolver resolver;
    private final AddressPolicy policy;

    Doors(AddressResolver resolver, OutboundConfig config) {
        this.resolver = resolver;
        this.policy = new AddressPolicy(config.allow().orElse(List.of()));
    }

    /** Resolves the name once. Fails with {@link OutboundRefused} and {@link OutboundFailed}. */
    Uni<Door> find(HostName name) {
        return resolve(name).map(addresses -> permitted(name, addresses));
    }

    private Uni<List<InetAddress>> resolve(HostName name) {
        return name.literal()
                .map(address -> Uni.createFrom().item(List.of(address)))
                .orElseGet(() -> resolver.resolve(name.text())
                        .onFailure()
                        .transform(_ -> new OutboundFailed(name.text(), "the name cannot be resolved")));
    }

    /** One bad address among good ones spoils all: the next look-up might put it first. */
    private Door permitted(HostName name, List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            throw new OutboundFailed(name.text(), "the name has no address");
        }
        if (!addresses.stream().allMatch(policy::permits)) {
            throw new OutboundRefused(
                    name.text(), "it is not a public address, and claviger.outbound.allow does not list it");
        }
        return new Door(name.bare(), addresses.getFirst(), addresses.stream().allMatch(policy::isListed));
    }
}
