package dev.claviger.audit.transport;

import io.smallrye.mutiny.Uni;

/** A way to one kind of destination. */
interface Transport {
    Provider provider();

    Capacity capacity(Destination destination);

    /** Sends once. Fails when it was not taken; texts of a {@link dev.claviger.kernel.Failure} are for administrators. */
    Uni<Void> send(Destination destination, Parcel parcel);
}
