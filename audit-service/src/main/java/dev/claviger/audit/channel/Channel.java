package dev.claviger.audit.channel;

import dev.claviger.audit.transport.Destination;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/** One way. */
interface Channel {
    ChannelKind kind();

    /**
     * Sends once. Texts of a failure that is a {@link dev.claviger.kernel.Failure} are for administrators.
     *
     * @param event a CloudEvent of an alert; its id is the same for each attempt
     */
    Uni<Attempt> send(Destination destination, JsonObject event);
}
